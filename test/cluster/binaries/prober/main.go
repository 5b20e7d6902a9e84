// Prober tries connections to many targets at once and says what came of each. It runs where the connections are to
// start, for as long as its standard input is open: a line of JSON in is one round, a line of JSON out its outcomes.
//
//	{"timeoutMilliseconds": 1000, "targets": [{"network": "tcp", "address": "10.244.0.5:80", "source": ""}]}
//	{"outcomes": ["open"]}
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

type target struct {
	Network string `json:"network"`
	Address string `json:"address"`
	// Source is the address to connect from; empty where the kernel is to choose.
	Source string `json:"source"`
}

type round struct {
	TimeoutMilliseconds int      `json:"timeoutMilliseconds"`
	Targets             []target `json:"targets"`
}

type report struct {
	Outcomes []string `json:"outcomes"`
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked round
		if err := json.Unmarshal(line, &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := output.Encode(report{probeAll(asked)}); err != nil {
			return
		}
	}
}

func probeAll(asked round) []string {
	timeout := time.Duration(asked.TimeoutMilliseconds) * time.Millisecond
	outcomes := make([]string, len(asked.Targets))
	var group sync.WaitGroup
	for index, to := range asked.Targets {
		group.Add(1)
		go func() {
			defer group.Done()
			outcomes[index] = probe(to, timeout)
		}()
	}
	group.Wait()
	return outcomes
}

// probe says "open" for a handshake or a reply, "refused" for a reset or a port unreachable (the packet arrived, nobody
// listens), "silent" when nothing came back, and otherwise the error.
func probe(to target, timeout time.Duration) string {
	dialer := net.Dialer{Timeout: timeout}
	if to.Source != "" {
		address := net.ParseIP(to.Source)
		if to.Network == "udp" {
			dialer.LocalAddr = &net.UDPAddr{IP: address}
		} else {
			dialer.LocalAddr = &net.TCPAddr{IP: address}
		}
	}
	connection, err := dialer.Dial(to.Network, to.Address)
	if err != nil {
		return outcomeOf(err)
	}
	defer connection.Close()
	if to.Network == "tcp" {
		return "open"
	}
	return outcomeOf(awaitReply(connection, timeout))
}

// awaitReply sends a question again and again, since no reply may mean that a datagram was lost.
func awaitReply(connection net.Conn, timeout time.Duration) error {
	deadline := time.Now().Add(timeout)
	reply := make([]byte, 512)
	for {
		if _, err := connection.Write([]byte("hostname")); err != nil {
			return err
		}
		wait := time.Now().Add(timeout / 4)
		if wait.After(deadline) {
			wait = deadline
		}
		if err := connection.SetReadDeadline(wait); err != nil {
			return err
		}
		_, err := connection.Read(reply)
		var failure net.Error
		if errors.As(err, &failure) && failure.Timeout() && time.Now().Before(deadline) {
			continue
		}
		return err
	}
}

func outcomeOf(err error) string {
	var failure net.Error
	switch {
	case err == nil:
		return "open"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.As(err, &failure) && failure.Timeout():
		return "silent"
	default:
		return err.Error()
	}
}
