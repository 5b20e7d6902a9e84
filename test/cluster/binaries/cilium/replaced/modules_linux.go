// Package modules replaces a file of Cilium's pkg/datapath/linux/modules, which fails on a kernel that was built without
// loadable modules: it has no /proc/modules to read. What such a kernel can do is built in.
package modules

// moduleLoader names the program that is given the names of missing modules.
func moduleLoader() string {
	return "true"
}

// listModules returns the names of the loaded modules.
func listModules() ([]string, error) {
	return nil, nil
}
