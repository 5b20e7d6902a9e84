// This file takes the place of probe.go in Kubernetes' package test/e2e/network/netpol: where the suite would connect
// every pod with every other, the table that it expects is recorded, with the cluster and the policies of that moment.
package netpol

import (
	"context"
	"runtime"
	"strings"

	"github.com/onsi/ginkgo/v2"
	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/test/e2e/framework"
)

// Port is a port that a container of a pod declares.
type Port struct {
	Name          string      `json:"name"`
	ContainerPort int32       `json:"containerPort"`
	Protocol      v1.Protocol `json:"protocol"`
}

// PodFacts is what NetworkPolicy can see of a pod.
type PodFacts struct {
	Namespace string            `json:"namespace"`
	Name      string            `json:"name"`
	Labels    map[string]string `json:"labels"`
	IP        string            `json:"ip"`
	Ports     []Port            `json:"ports"`
}

// PolicyFacts is a policy as the API server would give it back, without its status and bookkeeping.
type PolicyFacts struct {
	Metadata struct {
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
	} `json:"metadata"`
	Spec networkingv1.NetworkPolicySpec `json:"spec"`
}

// Table is one validation of the suite.
type Table struct {
	Order      int                          `json:"-"`
	Spec       string                       `json:"spec"`
	Port       int                          `json:"port"`
	Protocol   v1.Protocol                  `json:"protocol"`
	Namespaces map[string]map[string]string `json:"namespaces"`
	Pods       []PodFacts                   `json:"pods"`
	Policies   []PolicyFacts                `json:"policies"`
	// One row a source, one character a destination, both in the order of the pods: "." may connect, "X" may not.
	Expected []string `json:"expected"`
}

// Record receives every table in the order in which the suite validates it.
var Record func(Table)

// Describe does nothing; to call it links the suite, whose specs register themselves.
func Describe() {}

type probeConnectivityArgs struct {
	nsFrom              string
	podFrom             string
	containerFrom       string
	addrTo              string
	protocol            v1.Protocol
	toPort              int
	expectConnectivity  bool
	timeoutSeconds      int
	pollIntervalSeconds int
	pollTimeoutSeconds  int
}

// Prober is the suite's own interface; nothing here calls it.
type Prober interface {
	probeConnectivity(args *probeConnectivityArgs) (bool, string, error)
}

var recorded = 0

// ProbePodToPodConnectivity observes what is expected, and records it when a validation asks. The suite also asks while
// it waits for its servers, before there is a policy.
func ProbePodToPodConnectivity(prober Prober, allPods []TestPod, dnsDomain string, testCase *TestCase) {
	var expected []string
	for _, from := range allPods {
		var row strings.Builder
		for _, to := range allPods {
			connected := testCase.Reachability.Expected.Get(from.PodString().String(), to.PodString().String())
			testCase.Reachability.Observe(from.PodString(), to.PodString(), connected)
			if connected {
				row.WriteByte('.')
			} else {
				row.WriteByte('X')
			}
		}
		expected = append(expected, row.String())
	}
	caller, _, _, _ := runtime.Caller(1)
	if !strings.HasSuffix(runtime.FuncForPC(caller).Name(), ".ValidateOrFail") {
		return
	}
	recorded++
	table := Table{
		Order:    recorded,
		Spec:     ginkgo.CurrentSpecReport().FullText(),
		Port:     testCase.ToPort,
		Protocol: testCase.Protocol,
		Expected: expected,
	}
	readCluster(prober.(*kubeManager), allPods, &table)
	Record(table)
}

func readCluster(manager *kubeManager, allPods []TestPod, table *Table) {
	ctx := context.Background()
	table.Namespaces = map[string]map[string]string{}
	table.Policies = []PolicyFacts{}
	for _, name := range manager.NamespaceNames() {
		namespace, err := manager.clientSet.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
		framework.ExpectNoError(err)
		table.Namespaces[name] = namespace.Labels
		policies, err := manager.clientSet.NetworkingV1().NetworkPolicies(name).List(ctx, metav1.ListOptions{})
		framework.ExpectNoError(err)
		for _, policy := range policies.Items {
			facts := PolicyFacts{Spec: policy.Spec}
			facts.Metadata.Namespace, facts.Metadata.Name = policy.Namespace, policy.Name
			table.Policies = append(table.Policies, facts)
		}
	}
	for _, one := range allPods {
		pod, err := manager.clientSet.CoreV1().Pods(one.Namespace).Get(ctx, one.Name, metav1.GetOptions{})
		framework.ExpectNoError(err)
		facts := PodFacts{Namespace: pod.Namespace, Name: pod.Name, Labels: pod.Labels, IP: pod.Status.PodIP}
		for _, container := range pod.Spec.Containers {
			for _, port := range container.Ports {
				facts.Ports = append(facts.Ports, Port{port.Name, port.ContainerPort, port.Protocol})
			}
		}
		table.Pods = append(table.Pods, facts)
	}
}
