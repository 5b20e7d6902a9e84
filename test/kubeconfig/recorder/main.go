// Answers what client-go makes of kubeconfig files: one case a line on stdin, one answer a line on stdout.
package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/net/http/httpguts"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/klog/v2"
)

type testCase struct {
	Name string `json:"name"`
	// All that lies in the folder, by its path there.
	Files map[string]string `json:"files"`
	// What KUBECONFIG lists, in the same folder.
	List []string `json:"list"`
}

type execAnswer struct {
	APIVersion         string   `json:"apiVersion"`
	Command            string   `json:"command"`
	Args               []string `json:"args"`
	Env                []string `json:"env"`
	InstallHint        string   `json:"installHint"`
	ProvideClusterInfo bool     `json:"provideClusterInfo"`
}

type contextAnswer struct {
	// The first error of client-go, absent where the context can be used.
	Error string `json:"error,omitempty"`
	// What TLS makes of the certificates, where the context can be used otherwise.
	TLSError     string      `json:"tlsError,omitempty"`
	Server       string      `json:"server,omitempty"`
	Namespace    string      `json:"namespace,omitempty"`
	Headers      []string    `json:"headers,omitempty"`
	HeaderError  string      `json:"headerError,omitempty"`
	Exec         *execAnswer `json:"exec,omitempty"`
	AuthProvider string      `json:"authProvider,omitempty"`
	CA           bool        `json:"ca,omitempty"`
	Insecure     bool        `json:"insecure,omitempty"`
	ServerName   string      `json:"serverName,omitempty"`
	Certificate  bool        `json:"certificate,omitempty"`
	Proxy        string      `json:"proxy,omitempty"`
}

type answer struct {
	Name           string                   `json:"name"`
	Error          string                   `json:"error,omitempty"`
	CurrentContext string                   `json:"currentContext,omitempty"`
	Contexts       map[string]contextAnswer `json:"contexts,omitempty"`
	// What is used when no context is named.
	Default *contextAnswer `json:"default,omitempty"`
}

// capture keeps the headers of the one request that passes, and answers it.
type capture struct{ header http.Header }

func (c *capture) RoundTrip(request *http.Request) (*http.Response, error) {
	c.header = request.Header
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("")), Request: request}, nil
}

func headersOf(config *rest.Config, server string) ([]string, error) {
	seen := &capture{}
	wrapped, err := rest.HTTPWrappersForConfig(config, seen)
	if err != nil {
		return nil, err
	}
	response, err := (&http.Client{Transport: wrapped}).Get(server)
	if err != nil {
		return nil, err
	}
	response.Body.Close()
	lines := []string{}
	for name, values := range seen.header {
		if name != "Authorization" && !strings.HasPrefix(name, "Impersonate-") {
			continue
		}
		for _, value := range values {
			// As the transport of net/http refuses it.
			if !httpguts.ValidHeaderFieldValue(value) {
				return nil, fmt.Errorf("invalid header field value for %q", name)
			}
			lines = append(lines, name+": "+value)
		}
	}
	sort.Strings(lines)
	return lines, nil
}

func judgeContext(config *clientcmdapi.Config, name string) contextAnswer {
	client := clientcmd.NewNonInteractiveClientConfig(*config, name, &clientcmd.ConfigOverrides{}, nil)
	made, err := client.ClientConfig()
	if err != nil {
		return contextAnswer{Error: err.Error()}
	}
	namespace, _, err := client.Namespace()
	if err != nil {
		return contextAnswer{Error: err.Error()}
	}
	server, _, err := rest.DefaultServerUrlFor(made)
	if err != nil {
		return contextAnswer{Error: err.Error()}
	}
	full := server.String()
	server.User = nil
	result := contextAnswer{
		Server:      server.String(),
		Namespace:   namespace,
		CA:          made.CAFile != "" || len(made.CAData) > 0,
		Insecure:    made.Insecure,
		ServerName:  made.ServerName,
		Certificate: made.CertFile != "" || len(made.CertData) > 0,
	}
	if made.Proxy != nil {
		request, _ := http.NewRequest("GET", full, nil)
		if proxy, err := made.Proxy(request); err == nil && proxy != nil {
			result.Proxy = proxy.String()
		}
	}
	if _, err := rest.TLSConfigFor(made); err != nil {
		result.TLSError = err.Error()
	} else if result.Certificate && made.CertFile != "" {
		// client-go reads files when it connects.
		keyData := made.KeyData
		if len(keyData) == 0 {
			keyData, _ = os.ReadFile(made.KeyFile)
		}
		certData, _ := os.ReadFile(made.CertFile)
		if _, err := tls.X509KeyPair(certData, keyData); err != nil {
			result.TLSError = err.Error()
		}
	}
	if made.AuthProvider != nil {
		result.AuthProvider = made.AuthProvider.Name
		if _, err := rest.HTTPWrappersForConfig(made, &capture{}); err != nil {
			return contextAnswer{Error: err.Error()}
		}
		return result
	}
	plain := *made
	plain.ExecProvider = nil
	headers, err := headersOf(&plain, full)
	if err != nil {
		result.HeaderError = err.Error()
	}
	result.Headers = headers
	if program := made.ExecProvider; program != nil {
		// It is asked only where nothing else identifies the user (Authenticator.UpdateTransportConfig and RoundTrip).
		used := made.Username == "" && made.Password == "" && made.BearerToken == "" && made.BearerTokenFile == "" && !result.Certificate
		for _, line := range headers {
			used = used && !strings.HasPrefix(line, "Authorization:")
		}
		if _, err := rest.HTTPWrappersForConfig(made, &capture{}); err != nil {
			return contextAnswer{Error: err.Error()}
		}
		if used {
			env := []string{}
			for _, variable := range program.Env {
				env = append(env, variable.Name+"="+variable.Value)
			}
			args := program.Args
			if args == nil {
				args = []string{}
			}
			result.Exec = &execAnswer{program.APIVersion, program.Command, args, env, program.InstallHint, program.ProvideClusterInfo}
		}
	}
	return result
}

func judge(test testCase, folder string) answer {
	result := answer{Name: test.Name}
	for path, text := range test.Files {
		target := filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			panic(err)
		}
		if err := os.WriteFile(target, []byte(text), 0o600); err != nil {
			panic(err)
		}
	}
	list := []string{}
	for _, path := range test.List {
		list = append(list, filepath.Join(folder, path))
	}
	os.Setenv("KUBECONFIG", strings.Join(list, string(filepath.ListSeparator)))
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.MigrationRules = nil
	config, err := rules.Load()
	if err != nil {
		result.Error = err.Error()
		return result
	}
	result.CurrentContext = config.CurrentContext
	result.Contexts = map[string]contextAnswer{}
	for name := range config.Contexts {
		result.Contexts[name] = judgeContext(config, name)
	}
	chosen := judgeContext(config, "")
	result.Default = &chosen
	return result
}

func main() {
	klog.SetOutput(io.Discard)
	klog.LogToStderr(false)
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	output.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			var test testCase
			if err := json.Unmarshal(line, &test); err != nil {
				panic(err)
			}
			folder, err := os.MkdirTemp("", "kubeconfig-")
			if err != nil {
				panic(err)
			}
			encoded, err := json.Marshal(judge(test, folder))
			if err != nil {
				panic(err)
			}
			os.RemoveAll(folder)
			// The folder is another one with each run.
			if err := output.Encode(json.RawMessage(strings.ReplaceAll(string(encoded), folder, "FOLDER"))); err != nil {
				panic(err)
			}
		}
		if err != nil {
			return
		}
	}
}
