// Package driver is the `call` driver for Go: it calls the exported functions of a submission's package for the judge.
//
// The build makes a program of it and a table of those functions. It listens on 127.0.0.1:$PORT; one connection,
// length-prefixed JSON frames, one call at a time. It shares a process with the submission and is trusted with nothing:
// what it says is the submission's word.
package driver

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

const maxFrame = 8 << 20

type request struct {
	ID   json.Number `json:"id"`
	Call string      `json:"call"`
	Args []any       `json:"args"`
}

type problem struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

type answer struct {
	ID    json.Number `json:"id"`
	Value any         `json:"value"`
}

type refusal struct {
	ID    json.Number `json:"id"`
	Error problem     `json:"error"`
}

// Serve answers calls of the functions in the table until the connection closes.
func Serve(functions map[string]any) {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	connection, err := listener.Accept()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := send(connection, map[string]bool{"ready": true}); err != nil {
		os.Exit(0)
	}
	for {
		frame, err := receive(connection)
		if err != nil {
			os.Exit(0)
		}
		if err := send(connection, respond(functions, frame)); err != nil {
			os.Exit(0)
		}
	}
}

// respond makes one call and describes how it ended.
func respond(functions map[string]any, frame []byte) any {
	var asked request
	decoder := json.NewDecoder(bytes.NewReader(frame))
	decoder.UseNumber()
	if err := decoder.Decode(&asked); err != nil {
		return refusal{"0", problem{"ConversionError", err.Error()}}
	}
	value, err := call(functions, asked.Call, asked.Args)
	if err != nil {
		return refusal{asked.ID, problem{kindOf(err), shortened(err)}}
	}
	return answer{asked.ID, value}
}

func shortened(err error) (text string) {
	defer func() {
		if recover() != nil {
			text = "the error's own text cannot be had"
		}
	}()
	text = err.Error()
	return strings.ToValidUTF8(text[:min(len(text), 10_000)], "\uFFFD")
}

func receive(connection io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(connection, head[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > maxFrame {
		return nil, errors.New("the frame is too large")
	}
	frame := make([]byte, size)
	_, err := io.ReadFull(connection, frame)
	return frame, err
}

func send(connection io.Writer, message any) error {
	frame, err := encode(message)
	if err == nil && len(frame) > maxFrame {
		err = conversionError("the value is too large to be returned")
	}
	if err != nil {
		id := json.Number("0")
		if answered, is := message.(answer); is {
			id = answered.ID
		}
		if frame, err = encode(refusal{id, problem{"ConversionError", err.Error()}}); err != nil {
			return err
		}
	}
	_, err = connection.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(frame))), frame...))
	return err
}

func encode(message any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(message)
	return text.Bytes(), err
}
