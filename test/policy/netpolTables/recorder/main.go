// Command netpol-tables runs Kubernetes' own end-to-end suite of NetworkPolicy without a cluster, and writes the truth
// tables that it would hold a cluster to. The suite's sources are copied into the package netpol when this is built; only
// its file probe.go, which connects pods, is replaced by one that records. The API server is client-go's fake.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientset "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"
	ktesting "k8s.io/client-go/testing"
	"k8s.io/kubernetes/test/e2e/framework"
	"podpath.test/netpol-tables/netpol"
)

// A spec without a table is one of the API's own operations.
const apiSpecs = "Netpol API"

type spec struct {
	Name   string `json:"name"`
	State  string `json:"state"`
	Tables int    `json:"tables"`
}

type document struct {
	// How often the sources of the suite call ValidateOrFail: each call is one table.
	Validations int            `json:"validations"`
	Specs       []spec         `json:"specs"`
	Tables      []netpol.Table `json:"tables"`
}

type outcome struct{ failed bool }

func (o *outcome) Fail() { o.failed = true }

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: netpol-tables FOLDER-OF-THE-SUITE OUTPUT")
		os.Exit(2)
	}
	recorded := document{Validations: countCalls(os.Args[1], "ValidateOrFail")}
	netpol.Record = func(table netpol.Table) { recorded.Tables = append(recorded.Tables, table) }

	// The framework makes a client before the fake one takes its place; it never sends anything.
	framework.TestContext.KubeConfig = os.DevNull
	framework.TestContext.Host = "https://127.0.0.1:1"
	framework.TestContext.NodeOSDistro = "debian"
	framework.TestContext.CloudConfig.Provider = framework.NullProvider{}
	framework.TestContext.CreateTestingNS = createNamespace
	framework.NewFrameworkExtensions = append(framework.NewFrameworkExtensions, func(f *framework.Framework) {
		ginkgo.BeforeEach(func() { f.ClientSet = newCluster() })
	})
	netpol.Describe()

	gomega.RegisterFailHandler(framework.Fail)
	ginkgo.ReportAfterSuite("specs", func(report ginkgo.Report) {
		for _, one := range report.SpecReports {
			if one.LeafNodeType != types.NodeTypeIt {
				continue
			}
			tables := 0
			for _, table := range recorded.Tables {
				if table.Spec == one.FullText() {
					tables++
				}
			}
			recorded.Specs = append(recorded.Specs, spec{one.FullText(), one.State.String(), tables})
		}
	})
	configuration, reporter := ginkgo.GinkgoConfiguration()
	configuration.RandomSeed = 1
	configuration.SkipStrings = []string{apiSpecs}
	reporter.Succinct = true
	result := &outcome{}
	if !ginkgo.RunSpecs(result, "netpol", configuration, reporter) || result.failed {
		os.Exit(1)
	}
	slices.SortStableFunc(recorded.Tables, func(a, b netpol.Table) int { return a.Order - b.Order })

	written, err := json.Marshal(recorded)
	if err == nil {
		err = os.WriteFile(os.Args[2], written, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// createNamespace takes the base name as it is: each spec has a cluster of its own, so no suffix is needed.
func createNamespace(ctx context.Context, base string, client clientset.Interface, labels map[string]string) (*v1.Namespace, error) {
	// The API server gives every namespace this label.
	namespace := &v1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: base, Labels: map[string]string{v1.LabelMetadataName: base}}}
	return client.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{})
}

// newCluster is an API server whose pods run at once, each with an address of its own, and whose Services have one too.
func newCluster() clientset.Interface {
	client := fake.NewClientset()
	pods, services := 0, 0
	client.PrependReactor("create", "pods", func(action ktesting.Action) (bool, runtime.Object, error) {
		pod := action.(ktesting.CreateAction).GetObject().(*v1.Pod)
		pods++
		address := fmt.Sprintf("10.244.%d.%d", pods%2, pods+1)
		pod.Status = v1.PodStatus{Phase: v1.PodRunning, PodIP: address, PodIPs: []v1.PodIP{{IP: address}}}
		return false, nil, nil
	})
	client.PrependReactor("create", "services", func(action ktesting.Action) (bool, runtime.Object, error) {
		services++
		action.(ktesting.CreateAction).GetObject().(*v1.Service).Spec.ClusterIP = fmt.Sprintf("10.96.0.%d", services+1)
		return false, nil, nil
	})
	return client
}

func countCalls(folder string, name string) int {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		fmt.Fprintf(os.Stderr, "no Go files in %s: %v\n", folder, err)
		os.Exit(1)
	}
	calls := 0
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		ast.Inspect(tree, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				if function, ok := call.Fun.(*ast.Ident); ok && function.Name == name {
					calls++
				}
			}
			return true
		})
	}
	return calls
}
