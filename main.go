// Doorstep is an appliance for a service centre: jobs, technicians, visits, proof, payments and invoices in one binary.
package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"doorstep/app"
	"doorstep/app/audit"
	"doorstep/app/demo"
	"doorstep/app/kernel/act"
	"doorstep/app/txn"
	"doorstep/hooks"
	_ "doorstep/migrations"
	"doorstep/views"
)

// version is set by the release build.
var version = "dev"

const (
	dataDir = "doorstep_data"
	demoDir = "doorstep_demo"
	// memoryLimit is where the garbage collector begins to work hard; a shop's old PC runs other things too.
	memoryLimit = 512 << 20
)

func main() {
	debug.SetMemoryLimit(memoryLimit)
	debug.SetGCPercent(50)
	if len(os.Args) == 1 {
		os.Args = append(os.Args, "serve")
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run opens the appliance and carries out the command; its error is the command's.
func run() error {
	isDemo := os.Args[1] == "demo"
	dir := dataDir
	if isDemo {
		dir = demoDir
		if err := demo.Clear(flagDir(demoDir)); err != nil {
			return err
		}
	}
	pb := pocketbase.NewWithConfig(pocketbase.Config{
		DefaultDataDir: dir, HideStartBanner: true, DBConnect: txn.Connect, DataMaxOpenConns: 12, DataMaxIdleConns: 6,
		AuxMaxOpenConns: 4, AuxMaxIdleConns: 2,
	})
	pb.RootCmd.Use, pb.RootCmd.Short, pb.RootCmd.Version = "doorstep", "Doorstep, the service centre's appliance", version
	a := app.New(pb)
	hooks.Bind(a)
	var failed error
	views.Bind(a, func() string { return setupCode(a) })
	pb.OnServe().BindFunc(func(e *core.ServeEvent) error { return serving(a, e, isDemo) })
	serve := serveCommand(pb)
	pb.RootCmd.AddCommand(serve, cmd.NewSuperuserCommand(pb), verifyCommand(a, &failed), demoCommand(a, serve, &failed))
	return errors.Join(pb.Execute(), failed)
}

// flagDir is the folder named by --dir, or otherwise. PocketBase reads the flag before any command runs; so must this.
func flagDir(otherwise string) string {
	for i, arg := range os.Args {
		if v, ok := strings.CutPrefix(arg, "--dir="); ok {
			return v
		}
		if arg == "--dir" && i+1 < len(os.Args) {
			return os.Args[i+1]
		}
	}
	return otherwise
}

// serveCommand is PocketBase's, open to the shop's network unless a domain or an address is given.
func serveCommand(pb *pocketbase.PocketBase) *cobra.Command {
	serve := cmd.NewServeCommand(pb, false)
	serve.Short = "Starts the appliance (default: on port 8090 of every address; name a domain for automatic certificates)"
	_ = serve.PersistentFlags().Set("origins", "http://127.0.0.1")
	serve.PreRunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 && !c.Flags().Changed("http") && !c.Flags().Changed("https") {
			return c.Flags().Set("http", "0.0.0.0:8090")
		}
		return nil
	}
	return serve
}

func serving(a *app.App, e *core.ServeEvent, isDemo bool) error {
	e.InstallerFunc = nil
	stop, err := hooks.Clock(a)
	if err != nil {
		return err
	}
	a.Core.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		return errors.Join(stop(), e.Next())
	})
	if !isDemo {
		fmt.Printf("Doorstep %s is open at %s\n", version, address(e))
	}
	return e.Next()
}

func address(e *core.ServeEvent) string {
	if e.Server == nil {
		return ""
	}
	addr := strings.Replace(e.Server.Addr, "0.0.0.0", "127.0.0.1", 1)
	if e.Server.TLSConfig != nil && strings.HasSuffix(addr, ":443") {
		return "https://" + addr
	}
	return "http://" + addr
}

// setupCode prints the code that guards the set-up page while there is no company.
func setupCode(a *app.App) string {
	code := rand.Text()[:8]
	code = code[:4] + "-" + code[4:]
	if done, err := a.Settings.IsSetUp(act.As("set-up")); err == nil && !done {
		fmt.Printf("Set-up code: %s\n", code)
	}
	return code
}

func verifyCommand(a *app.App, failed *error) *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Checks the audit chain; exits non-zero where it breaks",
		Run: func(*cobra.Command, []string) {
			if *failed = a.Core.RunAllMigrations(); *failed != nil {
				return
			}
			report, err := audit.Verify(a.Core)
			if err != nil {
				*failed = err
				return
			}
			fmt.Printf("The audit chain holds: %d events, the last is %s\n", report.Events, report.Last)
		},
	}
}

func demoCommand(a *app.App, serve *cobra.Command, failed *error) *cobra.Command {
	var jobs int
	c := &cobra.Command{
		Use: "demo", Short: "Builds a living company in a folder of its own and serves it",
		RunE: func(c *cobra.Command, _ []string) error {
			if *failed = a.Core.RunAllMigrations(); *failed != nil {
				return nil
			}
			company, err := demo.Build(a, demo.Size{Jobs: jobs})
			if err != nil {
				*failed = err
				return nil
			}
			http, _ := c.Flags().GetString("http")
			fmt.Print(company.Greeting("http://" + http))
			if err := serve.PersistentFlags().Set("http", http); err != nil {
				return err
			}
			*failed = serve.RunE(serve, nil)
			return nil
		},
	}
	c.Flags().IntVar(&jobs, "jobs", 0, "how many jobs; 0 is 90 days of a centre with 12 technicians")
	c.Flags().String("http", "127.0.0.1:8090", "address to serve on")
	return c
}
