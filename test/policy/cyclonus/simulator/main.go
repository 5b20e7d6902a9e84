// Command cyclonus-oracle answers with the NetworkPolicy simulator of cyclonus. "cases" writes every case that cyclonus
// generates, step by step, each with the cluster of that step and what cyclonus expects. "simulate" reads such clusters,
// one JSON document a line, and writes one answer a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/mattfenwick/cyclonus/pkg/connectivity/probe"
	"github.com/mattfenwick/cyclonus/pkg/generator"
	"github.com/mattfenwick/cyclonus/pkg/matcher"
	"github.com/sirupsen/logrus"
	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type containerPort struct {
	Name          string      `json:"name,omitempty"`
	ContainerPort int         `json:"containerPort"`
	Protocol      v1.Protocol `json:"protocol"`
}

// pod is an end of a connection: a pod, or, without a namespace, an address outside the cluster.
type pod struct {
	Namespace string            `json:"namespace"`
	Name      string            `json:"name"`
	Labels    map[string]string `json:"labels"`
	IP        string            `json:"ip"`
	Ports     []containerPort   `json:"ports"`
}

type asked struct {
	Port     int         `json:"port"`
	Protocol v1.Protocol `json:"protocol"`
}

type cluster struct {
	Namespaces map[string]map[string]string  `json:"namespaces"`
	Pods       []pod                         `json:"pods"`
	Policies   []*networkingv1.NetworkPolicy `json:"policies"`
	Ports      []asked                       `json:"ports"`
}

// rows has one text a source, one character a destination: "." allowed, "X" blocked, " " when the question has no
// meaning for the pair (a named port that the destination lacks).
type rows struct {
	Ingress  []string `json:"ingress"`
	Egress   []string `json:"egress"`
	Combined []string `json:"combined"`
}

type step struct {
	cluster
	Tables []rows `json:"tables"`
}

type testCase struct {
	Description string   `json:"description"`
	Tags        []string `json:"tags"`
	Steps       []step   `json:"steps"`
}

type answer struct {
	// One for each port that was asked.
	Tables []rows `json:"tables"`
	// What the process computed for the simulation alone, without reading and writing.
	Nanoseconds int64  `json:"nanoseconds"`
	Error       string `json:"error,omitempty"`
}

func main() {
	logrus.SetLevel(logrus.ErrorLevel)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	encoder := json.NewEncoder(output)
	switch {
	case len(os.Args) == 2 && os.Args[1] == "cases":
		check(encoder.Encode(allCases()))
	case len(os.Args) == 2 && os.Args[1] == "simulate":
		decoder := json.NewDecoder(bufio.NewReader(os.Stdin))
		for {
			var asked cluster
			err := decoder.Decode(&asked)
			if err == io.EOF {
				return
			}
			check(err)
			check(encoder.Encode(simulate(&asked)))
			check(output.Flush())
		}
	default:
		fmt.Fprintln(os.Stderr, "usage: cyclonus-oracle cases|simulate")
		os.Exit(2)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// simulate asks cyclonus' matcher about every pair. It panics on policies that no API server accepts.
func simulate(in *cluster) (out answer) {
	defer func() {
		if problem := recover(); problem != nil {
			out.Error = fmt.Sprint(problem)
		}
	}()
	began := computed()
	policy := matcher.BuildNetworkPolicies(true, in.Policies)
	for _, one := range in.Ports {
		var table rows
		for i := range in.Pods {
			line := [3][]byte{}
			for j := range in.Pods {
				allowed := policy.IsTrafficAllowed(&matcher.Traffic{
					Source:           peerOf(in, &in.Pods[i]),
					Destination:      peerOf(in, &in.Pods[j]),
					ResolvedPort:     one.Port,
					ResolvedPortName: portName(&in.Pods[j], one),
					Protocol:         one.Protocol,
				})
				for k, ok := range []bool{allowed.Ingress.IsAllowed(), allowed.Egress.IsAllowed(), allowed.IsAllowed()} {
					line[k] = append(line[k], mark(ok))
				}
			}
			table.Ingress = append(table.Ingress, string(line[0]))
			table.Egress = append(table.Egress, string(line[1]))
			table.Combined = append(table.Combined, string(line[2]))
		}
		out.Tables = append(out.Tables, table)
	}
	out.Nanoseconds = computed() - began
	return out
}

// computed is the processor time of this process in nanoseconds.
func computed() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func mark(allowed bool) byte {
	if allowed {
		return '.'
	}
	return 'X'
}

func peerOf(in *cluster, end *pod) *matcher.TrafficPeer {
	if end.Namespace == "" {
		return &matcher.TrafficPeer{IP: end.IP}
	}
	return &matcher.TrafficPeer{
		Internal: &matcher.InternalPeer{
			PodLabels:       end.Labels,
			NamespaceLabels: in.Namespaces[end.Namespace],
			Namespace:       end.Namespace,
		},
		IP: end.IP,
	}
}

// portName is what cyclonus calls the resolved name: the destination's own name of the port that is dialled.
func portName(destination *pod, port asked) string {
	for _, declared := range destination.Ports {
		if declared.ContainerPort == port.Port && declared.Protocol == port.Protocol {
			return declared.Name
		}
	}
	return ""
}

// allCases generates what `cyclonus generate` would run with all its tags and its default servers.
func allCases() []testCase {
	resources := defaultResources()
	lastPod, err := resources.GetPod("z", "c")
	check(err)
	cases := generator.NewTestCaseGenerator(true, lastPod.IP, []string{"x", "y", "z"}, nil, nil).GenerateAllTestCases()
	var out []testCase
	for _, one := range cases {
		out = append(out, testCase{one.Description, one.Tags.Keys(), stepsOf(one, resources)})
	}
	return out
}

func defaultResources() *probe.Resources {
	resources := &probe.Resources{Namespaces: map[string]map[string]string{}}
	for _, namespace := range []string{"x", "y", "z"} {
		resources.Namespaces[namespace] = map[string]string{"ns": namespace, v1.LabelMetadataName: namespace}
		for _, name := range []string{"a", "b", "c"} {
			created := probe.NewDefaultPod(namespace, name, []int{80, 81},
				[]v1.Protocol{v1.ProtocolTCP, v1.ProtocolUDP, v1.ProtocolSCTP}, false, "")
			created.IP = fmt.Sprintf("192.168.%d.%d", 1+len(resources.Pods)/4, 10+len(resources.Pods))
			resources.Pods = append(resources.Pods, created)
		}
	}
	return resources
}

func stepsOf(one *generator.TestCase, resources *probe.Resources) []step {
	var policies []*networkingv1.NetworkPolicy
	var steps []step
	for _, next := range one.Steps {
		for _, action := range next.Actions {
			resources, policies = apply(action, resources, policies)
		}
		steps = append(steps, runStep(next.Probe, resources, policies))
	}
	return steps
}

func apply(action *generator.Action, resources *probe.Resources, policies []*networkingv1.NetworkPolicy) (*probe.Resources, []*networkingv1.NetworkPolicy) {
	without := func(namespace string, name string) []*networkingv1.NetworkPolicy {
		var kept []*networkingv1.NetworkPolicy
		for _, policy := range policies {
			if policy.Namespace != namespace || policy.Name != name {
				kept = append(kept, policy)
			}
		}
		return kept
	}
	var err error
	switch {
	case action.CreatePolicy != nil:
		policies = append(policies, action.CreatePolicy.Policy)
	case action.UpdatePolicy != nil:
		updated := action.UpdatePolicy.Policy
		policies = append(without(updated.Namespace, updated.Name), updated)
	case action.DeletePolicy != nil:
		policies = without(action.DeletePolicy.Namespace, action.DeletePolicy.Name)
	case action.CreateNamespace != nil:
		labels := map[string]string{v1.LabelMetadataName: action.CreateNamespace.Namespace}
		for key, value := range action.CreateNamespace.Labels {
			labels[key] = value
		}
		resources, err = resources.CreateNamespace(action.CreateNamespace.Namespace, labels)
	case action.SetNamespaceLabels != nil:
		labels := map[string]string{v1.LabelMetadataName: action.SetNamespaceLabels.Namespace}
		for key, value := range action.SetNamespaceLabels.Labels {
			labels[key] = value
		}
		resources, err = resources.UpdateNamespaceLabels(action.SetNamespaceLabels.Namespace, labels)
	case action.DeleteNamespace != nil:
		resources, err = resources.DeleteNamespace(action.DeleteNamespace.Namespace)
	case action.CreatePod != nil:
		resources, err = resources.CreatePod(action.CreatePod.Namespace, action.CreatePod.Pod, action.CreatePod.Labels)
		if err == nil {
			resources.Pods[len(resources.Pods)-1].IP = fmt.Sprintf("192.168.9.%d", len(resources.Pods))
		}
	case action.SetPodLabels != nil:
		resources, err = resources.SetPodLabels(action.SetPodLabels.Namespace, action.SetPodLabels.Pod, action.SetPodLabels.Labels)
	case action.DeletePod != nil:
		resources, err = resources.DeletePod(action.DeletePod.Namespace, action.DeletePod.Pod)
	default:
		err = fmt.Errorf("an action that this program does not know: %+v", action)
	}
	check(err)
	return resources, policies
}

// runStep uses cyclonus' own runner, which resolves ports in its own way.
func runStep(config *generator.ProbeConfig, resources *probe.Resources, policies []*networkingv1.NetworkPolicy) step {
	out := step{cluster: cluster{Namespaces: resources.Namespaces, Policies: policies}}
	if out.Policies == nil {
		out.Policies = []*networkingv1.NetworkPolicy{}
	}
	for _, one := range resources.Pods {
		facts := pod{Namespace: one.Namespace, Name: one.Name, Labels: one.Labels, IP: one.IP}
		for _, container := range one.Containers {
			facts.Ports = append(facts.Ports, containerPort{container.PortName, container.Port, container.Protocol})
		}
		out.Pods = append(out.Pods, facts)
	}
	runner := probe.NewSimulatedRunner(matcher.BuildNetworkPolicies(true, policies), &probe.JobBuilder{})
	table := runner.RunProbeForConfig(config, resources)
	for _, port := range portsOf(config, resources) {
		out.Ports = append(out.Ports, port)
		out.Tables = append(out.Tables, rowsOf(table, resources, fmt.Sprintf("%s/%d", port.Protocol, port.Port)))
	}
	return out
}

func portsOf(config *generator.ProbeConfig, resources *probe.Resources) []asked {
	if config.AllAvailable {
		var ports []asked
		for _, container := range resources.Pods[0].Containers {
			ports = append(ports, asked{container.Port, container.Protocol})
		}
		return ports
	}
	if config.PortProtocol.Port.Type == intstr.Int {
		return []asked{{config.PortProtocol.Port.IntValue(), config.PortProtocol.Protocol}}
	}
	// All servers are alike, so the name means the same number everywhere.
	number, err := resources.Pods[0].ResolveNamedPort(config.PortProtocol.Port.StrVal)
	check(err)
	return []asked{{number, config.PortProtocol.Protocol}}
}

func rowsOf(table *probe.Table, resources *probe.Resources, key string) rows {
	var out rows
	for _, from := range resources.Pods {
		line := [3][]byte{}
		for _, to := range resources.Pods {
			result := table.Get(from.PodString().String(), to.PodString().String()).JobResults[key]
			for k := range line {
				if result == nil || result.Combined != probe.ConnectivityAllowed && result.Combined != probe.ConnectivityBlocked {
					line[k] = append(line[k], ' ')
					continue
				}
				values := []probe.Connectivity{*result.Ingress, *result.Egress, result.Combined}
				line[k] = append(line[k], mark(values[k] == probe.ConnectivityAllowed))
			}
		}
		out.Ingress = append(out.Ingress, string(line[0]))
		out.Egress = append(out.Egress, string(line[1]))
		out.Combined = append(out.Combined, string(line[2]))
	}
	return out
}
