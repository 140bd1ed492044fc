package reach

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"
)

// goodbye is how long open requests may take when the appliance stops.
const goodbye = time.Second

// Serve answers HTTPS for the shop's network on the port of every address, with the handler, times and context of the main
// server, whose handler must be set. stop ends it. The error says in words why the port or the keys cannot be had.
func (b *Box) Serve(main *http.Server, port int, log *slog.Logger) (stop func() error, err error) {
	ca, err := OpenAuthority(b.dir, b.look().Host)
	if err != nil {
		return nil, err
	}
	keeper, err := NewKeeper(ca, b.look)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", ":"+strconv.Itoa(port))
	if err != nil {
		return nil, err
	}
	s := &http.Server{
		Handler: main.Handler, ReadTimeout: main.ReadTimeout, WriteTimeout: main.WriteTimeout,
		ReadHeaderTimeout: main.ReadHeaderTimeout, IdleTimeout: main.IdleTimeout, MaxHeaderBytes: main.MaxHeaderBytes,
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: keeper.Certificate},
		ErrorLog:  slog.NewLogLogger(log.Handler(), slog.LevelDebug), // phones that do not trust us yet would fill it
		BaseContext: func(l net.Listener) context.Context {
			ctx := context.Background()
			if main.BaseContext != nil {
				ctx = main.BaseContext(l)
			}
			return context.WithValue(ctx, localKey{}, true)
		},
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.ServeTLS(listener, "", ""); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Error("the server of the shop's network stopped", slog.Any("error", err))
		}
	}()
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), goodbye)
		defer cancel()
		err := s.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = s.Close()
		}
		<-done
		return err
	}, nil
}
