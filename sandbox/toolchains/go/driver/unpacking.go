package driver

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"time"
)

var (
	bigIntType   = reflect.TypeFor[big.Int]()
	timeType     = reflect.TypeFor[time.Time]()
	bytesType    = reflect.TypeFor[[]byte]()
	tagNames     = map[string]bool{"$bytes": true, "$int": true, "$float": true, "$object": true}
	infinityText = map[string]float64{"nan": math.NaN(), "inf": math.Inf(1), "-inf": math.Inf(-1)}
)

// plain takes the tags off one level: numbers become int, *big.Int or float64, bytes become []byte.
func plain(value any) (any, error) {
	switch value := value.(type) {
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return value.Float64()
		}
		return integer(value.String())
	case map[string]any:
		if len(value) != 1 {
			return value, nil
		}
		for tag, content := range value {
			text, isText := content.(string)
			switch {
			case tag == "$bytes" && isText:
				return base64.StdEncoding.DecodeString(text)
			case tag == "$int" && isText:
				return integer(text)
			case tag == "$float" && isText:
				return infinityText[text], nil
			case tag == "$object":
				return content, nil
			}
		}
	}
	return value, nil
}

func integer(text string) (any, error) {
	number, valid := new(big.Int).SetString(text, 10)
	switch {
	case !valid:
		return nil, conversionError(fmt.Sprintf("%q is no integer", text))
	case number.IsInt64():
		return int(number.Int64()), nil
	}
	return number, nil
}

// unpack converts a value of the judge to a parameter's type. What does not fit is a conversionError.
func unpack(given any, wanted reflect.Type) (reflect.Value, error) {
	value, err := plain(given)
	if err != nil {
		return reflect.Value{}, conversionError(err.Error())
	}
	result := reflect.New(wanted).Elem()
	unfit := conversionError(fmt.Sprintf("a %T does not fit a %s", value, wanted))
	if wanted.Kind() == reflect.Pointer {
		if value == nil {
			return result, nil
		}
		inner, err := unpack(given, wanted.Elem())
		if err != nil {
			return result, err
		}
		result.Set(reflect.New(wanted.Elem()))
		result.Elem().Set(inner)
		return result, nil
	}
	if wanted.Kind() == reflect.Interface {
		return result, fill(result, value, unfit)
	}
	switch value := value.(type) {
	case nil:
		if kind := wanted.Kind(); kind != reflect.Slice && kind != reflect.Map {
			return result, unfit
		}
	case bool:
		if wanted.Kind() != reflect.Bool {
			return result, unfit
		}
		result.SetBool(value)
	case int:
		return result, setInteger(result, big.NewInt(int64(value)), unfit)
	case *big.Int:
		return result, setInteger(result, value, unfit)
	case float64:
		if !result.CanFloat() {
			return result, unfit
		}
		result.SetFloat(value)
	case string:
		return result, setText(result, value, unfit)
	case []byte:
		if !bytesType.ConvertibleTo(wanted) || wanted.Kind() != reflect.Slice {
			return result, unfit
		}
		result.Set(reflect.ValueOf(value).Convert(wanted))
	case []any:
		return result, setList(result, value, unfit)
	case map[string]any:
		return result, setMap(result, value, unfit)
	}
	return result, nil
}

// fill puts a value into an interface in its plainest Go form: int, float64, string, []byte, []any, map[string]any.
func fill(result reflect.Value, value any, unfit error) error {
	if value == nil {
		return nil
	}
	var inner reflect.Value
	var err error
	switch value := value.(type) {
	case []any:
		inner, err = unpack(value, reflect.TypeFor[[]any]())
	case map[string]any:
		inner = reflect.ValueOf(map[string]any{})
		err = setMap(inner, value, unfit)
	default:
		inner = reflect.ValueOf(value)
	}
	if err != nil {
		return err
	}
	if !inner.Type().AssignableTo(result.Type()) {
		return unfit
	}
	result.Set(inner)
	return nil
}

func setInteger(result reflect.Value, number *big.Int, unfit error) error {
	switch {
	case result.Type() == bigIntType:
		result.Set(reflect.ValueOf(*number))
	case result.CanInt() && number.IsInt64() && !result.OverflowInt(number.Int64()):
		result.SetInt(number.Int64())
	case result.CanUint() && number.IsUint64() && !result.OverflowUint(number.Uint64()):
		result.SetUint(number.Uint64())
	case result.CanFloat():
		float, _ := new(big.Float).SetInt(number).Float64()
		result.SetFloat(float)
	default:
		return unfit
	}
	return nil
}

func setText(result reflect.Value, text string, unfit error) error {
	switch {
	case result.Kind() == reflect.String:
		result.SetString(text)
	case result.Type() == timeType:
		moment, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return conversionError(err.Error())
		}
		result.Set(reflect.ValueOf(moment))
	default:
		return unfit
	}
	return nil
}

func setList(result reflect.Value, items []any, unfit error) error {
	switch {
	case result.Kind() == reflect.Slice:
		result.Set(reflect.MakeSlice(result.Type(), len(items), len(items)))
	case result.Kind() != reflect.Array || result.Len() != len(items):
		return unfit
	}
	for index, item := range items {
		converted, err := unpack(item, result.Type().Elem())
		if err != nil {
			return err
		}
		result.Index(index).Set(converted)
	}
	return nil
}

// setMap fills a map, or the fields of a struct; keys that no field has are left out, as encoding/json does.
func setMap(result reflect.Value, entries map[string]any, unfit error) error {
	wanted := result.Type()
	if result.Kind() == reflect.Struct && wanted != timeType && wanted != bigIntType {
		for _, field := range fieldsOf(wanted) {
			given, there := entries[field.key]
			if !there {
				continue
			}
			converted, err := unpack(given, field.kind)
			if err != nil {
				return err
			}
			place, err := result.FieldByIndexErr(field.index)
			if err != nil {
				return conversionError(err.Error())
			}
			place.Set(converted)
		}
		return nil
	}
	if result.Kind() != reflect.Map || wanted.Key().Kind() != reflect.String {
		return unfit
	}
	if result.IsNil() {
		result.Set(reflect.MakeMapWithSize(wanted, len(entries)))
	}
	for key, entry := range entries {
		converted, err := unpack(entry, wanted.Elem())
		if err != nil {
			return err
		}
		result.SetMapIndex(reflect.ValueOf(key).Convert(wanted.Key()), converted)
	}
	return nil
}
