package driver

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	safeInteger = 1 << 53
	maxDepth    = 200 // deeper than the judge takes; a value that holds itself ends here
)

// pack converts a result to what crosses to the judge. What has no form there is a conversionError.
func pack(value reflect.Value, depth int) (any, error) {
	if !value.IsValid() {
		return nil, nil
	}
	if depth > maxDepth {
		return nil, conversionError("the value is nested too deeply to be returned")
	}
	switch value.Type() {
	case timeType:
		return value.Interface().(time.Time).Format(time.RFC3339Nano), nil
	case bigIntType:
		number := value.Interface().(big.Int)
		return packInteger(&number), nil
	}
	switch {
	case value.Kind() == reflect.Bool:
		return value.Bool(), nil
	case value.CanInt():
		return packInteger(big.NewInt(value.Int())), nil
	case value.CanUint():
		return packInteger(new(big.Int).SetUint64(value.Uint())), nil
	case value.CanFloat():
		return packFloat(value.Float()), nil
	}
	switch value.Kind() {
	case reflect.String:
		if !utf8.ValidString(value.String()) {
			return nil, conversionError("a string that is not UTF-8 cannot be returned")
		}
		return value.String(), nil
	case reflect.Pointer, reflect.Interface:
		return pack(value.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		return packList(value, depth)
	case reflect.Map:
		return packMap(value, depth)
	case reflect.Struct:
		return packStruct(value, depth)
	}
	return nil, conversionError(fmt.Sprintf("a value of type %s cannot be returned", value.Type()))
}

func packInteger(number *big.Int) any {
	if number.IsInt64() && number.Int64() > -safeInteger && number.Int64() < safeInteger {
		return number.Int64()
	}
	return map[string]any{"$int": number.String()}
}

func packFloat(number float64) any {
	switch {
	case math.IsNaN(number):
		return map[string]any{"$float": "nan"}
	case math.IsInf(number, 1):
		return map[string]any{"$float": "inf"}
	case math.IsInf(number, -1):
		return map[string]any{"$float": "-inf"}
	}
	return number
}

func packList(value reflect.Value, depth int) (any, error) {
	if value.Kind() == reflect.Slice && value.IsNil() {
		return nil, nil
	}
	if value.Type().Elem().Kind() == reflect.Uint8 {
		copied := reflect.New(value.Type()).Elem() // an array gives its bytes only where it has an address
		copied.Set(value)
		return map[string]any{"$bytes": base64.StdEncoding.EncodeToString(copied.Bytes())}, nil
	}
	packed := make([]any, value.Len())
	for index := range packed {
		item, err := pack(value.Index(index), depth+1)
		if err != nil {
			return nil, err
		}
		packed[index] = item
	}
	return packed, nil
}

func packMap(value reflect.Value, depth int) (any, error) {
	if value.IsNil() {
		return nil, nil
	}
	packed := map[string]any{}
	entries := value.MapRange()
	for entries.Next() {
		if kind := entries.Key().Kind(); kind != reflect.String && !entries.Key().CanInt() && !entries.Key().CanUint() {
			return nil, conversionError(fmt.Sprintf("a map with keys of type %s cannot be returned", value.Type().Key()))
		}
		item, err := pack(entries.Value(), depth+1)
		if err != nil {
			return nil, err
		}
		key := fmt.Sprint(entries.Key())
		if !utf8.ValidString(key) {
			return nil, conversionError("a key that is not UTF-8 cannot be returned")
		}
		packed[key] = item
	}
	return escaped(packed), nil
}

func packStruct(value reflect.Value, depth int) (any, error) {
	packed := map[string]any{}
	for _, field := range fieldsOf(value.Type()) {
		found, err := value.FieldByIndexErr(field.index)
		if err != nil || field.omitEmpty && found.IsZero() {
			continue
		}
		item, err := pack(found, depth+1)
		if err != nil {
			return nil, err
		}
		packed[field.key] = item
	}
	return escaped(packed), nil
}

func escaped(packed map[string]any) any {
	for key := range packed {
		if len(packed) == 1 && tagNames[key] {
			return map[string]any{"$object": packed}
		}
	}
	return packed
}

// crossing is a field of a struct and the key it has in a map: the name in its json tag, else its own.
type crossing struct {
	key       string
	index     []int
	kind      reflect.Type
	omitEmpty bool
}

func fieldsOf(structure reflect.Type) []crossing {
	var fields []crossing
	for _, field := range reflect.VisibleFields(structure) {
		tag := field.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		if tag == "-" || !field.IsExported() || field.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		omit := slices.Contains(strings.Split(options, ","), "omitempty")
		fields = append(fields, crossing{name, field.Index, field.Type, omit})
	}
	return fields
}
