// Command kubernetes is every Kubernetes component of the test bed, and etcd, in one binary: the first argument,
// or the name that the binary was called by, says which one runs. One binary links the shared libraries of all of
// them once, which makes the build several times faster and smaller than one binary for each.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	_ "time/tzdata" // time zones of CronJobs

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // credential plugins of kubectl
	"k8s.io/component-base/cli"
	"k8s.io/component-base/logs"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// daemon runs one server component; its cobra command is made only when it is the one that runs.
func daemon(newCommand func() *cobra.Command) func([]string) {
	return func(arguments []string) {
		command := newCommand()
		command.SetArgs(arguments)
		os.Exit(cli.Run(command))
	}
}

var components = map[string]func([]string){
	"etcd": func(arguments []string) { etcdmain.Main(append([]string{"etcd"}, arguments...)) },
	"kube-apiserver": daemon(func() *cobra.Command {
		return apiserver.NewAPIServerCommand()
	}),
	"kube-controller-manager": daemon(func() *cobra.Command {
		return controllermanager.NewControllerManagerCommand()
	}),
	"kube-scheduler": daemon(func() *cobra.Command {
		return scheduler.NewSchedulerCommand()
	}),
	"kube-proxy": daemon(func() *cobra.Command {
		return proxy.NewProxyCommand()
	}),
	"kubelet": daemon(func() *cobra.Command {
		return kubelet.NewKubeletCommand(context.Background())
	}),
	"kubectl": func(arguments []string) {
		os.Args = append([]string{"kubectl"}, arguments...)
		// kubectl logs while it makes its commands, before its own flags are parsed.
		_, _ = logs.GlogSetter(kubectl.GetLogVerbosity(os.Args))
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			kubectlutil.CheckErr(err)
		}
	},
}

func main() {
	arguments := os.Args
	name := filepath.Base(arguments[0])
	if components[name] == nil && len(arguments) > 1 {
		arguments = arguments[1:]
		name = arguments[0]
	}
	run := components[name]
	if run == nil {
		names := make([]string, 0, len(components))
		for known := range components {
			names = append(names, known)
		}
		slices.Sort(names)
		fmt.Fprintf(os.Stderr, "%q is not a component; known: %v\n", name, names)
		os.Exit(2)
	}
	run(arguments[1:])
}
