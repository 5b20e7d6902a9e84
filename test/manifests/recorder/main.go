// Reads texts as kubectl does and prints what each becomes.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/util/yaml"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	dec := json.NewDecoder(in)
	for {
		var text string
		if err := dec.Decode(&text); err != nil {
			break
		}
		docs := []json.RawMessage{}
		problem := ""
		d := yaml.NewYAMLOrJSONDecoder(bytes.NewReader([]byte(text)), 4096)
		for {
			var raw json.RawMessage
			err := d.Decode(&raw)
			if err == io.EOF {
				break
			}
			if err != nil {
				problem = err.Error()
				break
			}
			docs = append(docs, raw)
		}
		out := map[string]any{"text": text, "documents": docs}
		if problem != "" {
			out["error"] = problem
		}
		b, err := json.Marshal(out)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(string(b))
	}
}
