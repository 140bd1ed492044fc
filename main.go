// Doorstep is an appliance for a service centre: jobs, technicians, visits, proof, payments and invoices in one binary.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"doorstep/app"
	"doorstep/app/audit"
	"doorstep/app/backup"
	"doorstep/app/demo"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/reach"
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
		if err := clearDemo(flagDir(demoDir)); err != nil {
			return err
		}
	}
	pb := pocketbase.NewWithConfig(pocketbase.Config{
		DefaultDataDir: dir, HideStartBanner: true, DBConnect: txn.Connect, DataMaxOpenConns: 12, DataMaxIdleConns: 6,
		AuxMaxOpenConns: 4, AuxMaxIdleConns: 2,
	})
	pb.RootCmd.Use, pb.RootCmd.Short, pb.RootCmd.Version = "doorstep", "Doorstep, the service centre's appliance", version
	a := app.New(pb)
	a.Version = version
	hooks.Bind(a)
	pb.OnBootstrap().BindFunc(onlyMine)
	var failed error
	views.Bind(a, func() string { return setupCode(a) })
	var ways reach.Serving
	pb.OnServe().BindFunc(func(e *core.ServeEvent) error { return serving(a, e, ways, isDemo) })
	serve := serveCommand(pb, &ways, &failed)
	pb.RootCmd.AddCommand(serve, cmd.NewSuperuserCommand(pb), verifyCommand(a, &failed), doctorCommand(a, &failed),
		backupCommand(a, &failed), restoreCommand(a, &failed), demoCommand(a, serve, &ways, &failed))
	return errors.Join(pb.Execute(), failed)
}

// clearDemo takes the former demo away, unless it is open.
func clearDemo(dir string) error {
	if err := reach.New(dir).Free(); err != nil {
		return err
	}
	return demo.Clear(dir)
}

// onlyMine says why a folder cannot be used, and lets go of one that a newer version has written, before anything changes in it.
func onlyMine(e *core.BootstrapEvent) error {
	if err := reach.Ready(e.App.DataDir()); err != nil {
		return err
	}
	if err := e.Next(); err != nil {
		return err
	}
	if err := txn.Mine(e.App); err != nil {
		return errors.Join(fmt.Errorf("%s cannot be opened by Doorstep %s: %w", e.App.DataDir(), version, err), e.App.ResetBootstrapState())
	}
	return nil
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

// serveCommand is PocketBase's, open to the shop's network unless a domain or an address is given. It fills in ways. Why it
// could not serve becomes the exit code, by which whatever started us knows to try again.
func serveCommand(pb *pocketbase.PocketBase, ways *reach.Serving, failed *error) *cobra.Command {
	serve := cmd.NewServeCommand(pb, false)
	run := serve.RunE
	serve.RunE = func(c *cobra.Command, args []string) error {
		*failed = run(c, args)
		return nil
	}
	serve.Short = "Starts the appliance (default: on port 8090 of every address; name a domain for automatic certificates)"
	_ = serve.PersistentFlags().Set("origins", "http://127.0.0.1")
	flags := lanFlags(serve)
	serve.PreRunE = func(c *cobra.Command, args []string) error {
		*ways = flags.ways(args)
		if https, _ := c.Flags().GetString("https"); len(args) == 0 && https != "" {
			host, _, err := net.SplitHostPort(https)
			if err != nil {
				return err
			}
			ways.Domains = []string{host}
		}
		if len(args) == 0 && !c.Flags().Changed("http") && !c.Flags().Changed("https") {
			return c.Flags().Set("http", everywhere)
		}
		return nil
	}
	return serve
}

// everywhere is the port that phones and desks of the shop's network know.
const everywhere = "0.0.0.0:8090"

// lan are the flags by which the shop's network gets HTTPS of its own.
type lan struct {
	on   bool
	port int
}

func lanFlags(c *cobra.Command) *lan {
	f := &lan{}
	c.Flags().BoolVar(&f.on, "lan", false, "answer HTTPS too, for phones on the shop's Wi-Fi, with certificates of our own (see /phone)")
	c.Flags().IntVar(&f.port, "lan-port", 8443, "port of --lan")
	return f
}

func (f *lan) ways(domains []string) reach.Serving {
	s := reach.Serving{Domains: domains}
	if f.on {
		s.LANPort = f.port
	}
	return s
}

func serving(a *app.App, e *core.ServeEvent, ways reach.Serving, isDemo bool) error {
	e.InstallerFunc = nil
	if _, err := a.Reach.Alone(); err != nil {
		return err
	}
	stop, err := hooks.Clock(a)
	if err != nil {
		return err
	}
	a.Core.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		return errors.Join(stop(), e.Next())
	})
	if err := e.Next(); err != nil || e.Server == nil {
		return err
	}
	// The address is taken only now: had another appliance held it, its announcement would be ours no more.
	ways.HTTP, ways.PID, ways.Since = e.Server.Addr, os.Getpid(), clock.Now()
	if err := openLAN(a, e, ways); err != nil {
		return err
	}
	if !isDemo {
		fmt.Printf("Doorstep %s is open at %s\n", version, address(e))
	}
	return nil
}

// openLAN answers HTTPS for the shop's network, if it was asked for, and says to pages and doctor what is served.
func openLAN(a *app.App, e *core.ServeEvent, ways reach.Serving) error {
	stop := func() error { return nil }
	if ways.LANPort != 0 {
		var err error
		if stop, err = a.Reach.Serve(e.Server, ways.LANPort, a.Core.Logger()); err != nil {
			return fmt.Errorf("HTTPS for the shop's Wi-Fi (--lan): %w", err)
		}
		if door := a.Reach.Names().Door(""); door != "" {
			fmt.Printf("Phones on the shop's Wi-Fi begin at %s/phone\n", first(ways.Plain(door), ways.Secure(door)))
		}
	}
	a.Core.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		return errors.Join(stop(), a.Reach.Leave(), e.Next())
	})
	return a.Reach.Announce(ways)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
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

func backupCommand(a *app.App, failed *error) *cobra.Command {
	return &cobra.Command{
		Use: "backup [FILE]", Short: "Copies all data while people work: to a new file, or to where copies are kept (the folder backups, or S3)",
		Args: cobra.MaximumNArgs(1),
		Run: func(c *cobra.Command, args []string) {
			if len(args) == 0 {
				name := backup.Name()
				if *failed = a.Core.CreateBackup(c.Context(), name); *failed == nil {
					fmt.Printf("Copied to %s among the copies\n", name)
				}
				return
			}
			label, err := backup.File(c.Context(), a.Core, args[0], version)
			if *failed = err; err == nil {
				fmt.Printf("Copied to %s: %d events, the last is %s\n", args[0], label.Events, label.Last)
			}
		},
	}
}

func restoreCommand(a *app.App, failed *error) *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Checks a copy and puts it in the place of the data, which is kept; stop the appliance first",
		Args: cobra.ExactArgs(1),
		Run: func(c *cobra.Command, args []string) {
			release, err := a.Reach.Alone()
			if *failed = err; err != nil {
				return
			}
			file, clean, err := backup.Find(a.Core, args[0])
			if *failed = err; err != nil {
				return
			}
			defer clean()
			dir := a.Core.DataDir()
			if *failed = errors.Join(a.Core.ResetBootstrapState(), release()); *failed != nil {
				return
			}
			done, err := backup.Restore(file, dir)
			if *failed = err; err != nil {
				return
			}
			fmt.Printf("Restored the copy of %s: %d events, the last is %s\n", done.Made.In(clock.IST).Format("2 Jan 2006, 15:04"), done.Events, done.Last)
			if done.Kept != "" {
				fmt.Printf("The folder as it was stands in %s\n", done.Kept)
			}
		},
	}
}

// recent is how many events the doctor checks; verify checks all.
const recent = 2000

func doctorCommand(a *app.App, failed *error) *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Says in plain words what keeps the appliance or its phones from working; exits non-zero on a failure",
		Run: func(c *cobra.Command, _ []string) {
			store := reach.Store{Dir: a.Core.DataDir(), Built: built(), Proxy: a.Settings.Proxy()}
			if store.Opens = a.Core.RunAllMigrations(); store.Opens == nil {
				store.Last, store.Opens = audit.LastAt(a.Core)
			}
			if store.Opens == nil {
				var report audit.Report
				report, store.Chain = audit.VerifyLast(a.Core, recent)
				store.Events = report.Events
			}
			if reach.Report(os.Stdout, a.Reach.Doctor(context.Background(), store)) {
				*failed = errors.New("something needs to be mended before the appliance can work")
			}
		},
	}
}

// built is when the source of this program was last changed, as the build notes it; zero where it does not.
func built() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ := time.Parse(time.RFC3339, s.Value)
			return at
		}
	}
	return time.Time{}
}

func demoCommand(a *app.App, serve *cobra.Command, ways *reach.Serving, failed *error) *cobra.Command {
	var size demo.Size
	var flags *lan
	c := &cobra.Command{
		Use: "demo", Short: "Builds a living company in a folder of its own and serves it",
		RunE: func(c *cobra.Command, _ []string) error {
			if _, *failed = a.Reach.Alone(); *failed != nil {
				return nil
			}
			if *failed = a.Core.RunAllMigrations(); *failed != nil {
				return nil
			}
			company, err := demo.Build(a, size)
			if err != nil {
				*failed = err
				return nil
			}
			http, _ := c.Flags().GetString("http")
			if flags.on && !c.Flags().Changed("http") {
				http = everywhere
			}
			*ways = flags.ways(nil)
			fmt.Print(company.Greeting("http://" + strings.Replace(http, "0.0.0.0", "127.0.0.1", 1)))
			if err := serve.PersistentFlags().Set("http", http); err != nil {
				return err
			}
			return serve.RunE(serve, nil)
		},
	}
	flags = lanFlags(c)
	c.Flags().IntVar(&size.Jobs, "jobs", 0, "how many jobs; 0 is 90 days of a centre with 12 technicians")
	c.Flags().IntVar(&size.Invoices, "invoices", 0, "how many invoices at least; those that no job asks for are sold without one")
	c.Flags().String("http", "127.0.0.1:8090", "address to serve on")
	return c
}
