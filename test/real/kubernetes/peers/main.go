// The parts of a Kubernetes control plane that the tests need, in one program: what both share is compiled and linked once.
package main

import (
	"os"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

func main() {
	peers := &cobra.Command{Use: "peers"}
	peers.AddCommand(apiserver.NewAPIServerCommand(), controllers.NewControllerManagerCommand())
	os.Exit(cli.Run(peers))
}
