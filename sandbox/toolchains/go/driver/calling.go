package driver

import (
	"context"
	"fmt"
	"reflect"
	"strings"
)

var (
	errorType   = reflect.TypeFor[error]()
	contextType = reflect.TypeFor[context.Context]()
)

// panicked is a panic of a called function, as the judge hears of it.
type panicked struct{ value any }

func (p panicked) Error() string { return fmt.Sprint(p.value) }

// conversionError is a value that cannot cross in either direction, or a call that does not fit the function.
type conversionError string

func (e conversionError) Error() string { return string(e) }

// kindOf names the type of an error without its package.
func kindOf(err error) string {
	switch err.(type) {
	case panicked:
		return "panic"
	case conversionError:
		return "ConversionError"
	}
	kind := reflect.TypeOf(err)
	for kind.Kind() == reflect.Pointer && kind.Name() == "" {
		kind = kind.Elem()
	}
	if kind.Name() == "" {
		return kind.String()
	}
	return kind.Name()
}

// call finds a function by the judge's name for it and calls it with converted values.
func call(functions map[string]any, name string, given []any) (value any, err error) {
	function, found := find(functions, name)
	if !found {
		return nil, conversionError("the package exports no function " + name)
	}
	arguments, err := arrange(function.Type(), given)
	if err != nil {
		return nil, err
	}
	results, err := invoke(function, arguments)
	if err != nil {
		return nil, err
	}
	return settle(results)
}

// find takes `read_note` for ReadNote, and for ReadID what is called `read_id`. The exact spelling goes first.
func find(functions map[string]any, name string) (reflect.Value, bool) {
	if function, exact := functions[name]; exact {
		return reflect.ValueOf(function), true
	}
	var camel strings.Builder
	for _, word := range strings.Split(name, "_") {
		if word != "" {
			camel.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	if function, exact := functions[camel.String()]; exact {
		return reflect.ValueOf(function), true
	}
	for known, function := range functions {
		if strings.EqualFold(known, camel.String()) {
			return reflect.ValueOf(function), true
		}
	}
	return reflect.Value{}, false
}

// arrange converts what was given to the parameters; a leading context is supplied.
func arrange(signature reflect.Type, given []any) ([]reflect.Value, error) {
	var arguments []reflect.Value
	fixed := signature.NumIn()
	if signature.IsVariadic() {
		fixed--
	}
	next := 0
	for index := range fixed {
		wanted := signature.In(index)
		if index == 0 && wanted == contextType {
			arguments = append(arguments, reflect.ValueOf(context.Background()))
			continue
		}
		if next == len(given) {
			return nil, conversionError(fmt.Sprintf("%d arguments are too few for %s", len(given), signature))
		}
		converted, err := unpack(given[next], wanted)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, converted)
		next++
	}
	if !signature.IsVariadic() && next < len(given) {
		return nil, conversionError(fmt.Sprintf("%d arguments are too many for %s", len(given), signature))
	}
	for ; next < len(given); next++ {
		converted, err := unpack(given[next], signature.In(fixed).Elem())
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, converted)
	}
	return arguments, nil
}

func invoke(function reflect.Value, arguments []reflect.Value) (results []reflect.Value, err error) {
	returned := false
	defer func() {
		if problem := recover(); !returned {
			err = panicked{problem}
		}
	}()
	results = function.Call(arguments)
	returned = true
	return results, nil
}

// settle makes one value of the results: a last one of type error is the outcome, several others become a list.
func settle(results []reflect.Value) (any, error) {
	if count := len(results); count > 0 && results[count-1].Type().Implements(errorType) {
		last := results[count-1]
		results = results[:count-1]
		if last.Kind() != reflect.Interface && last.Kind() != reflect.Pointer || !last.IsNil() {
			return nil, last.Interface().(error)
		}
	}
	if len(results) == 0 {
		return nil, nil
	}
	if len(results) == 1 {
		return pack(results[0], 0)
	}
	packed := make([]any, len(results))
	for index, result := range results {
		value, err := pack(result, 1)
		if err != nil {
			return nil, err
		}
		packed[index] = value
	}
	return packed, nil
}
