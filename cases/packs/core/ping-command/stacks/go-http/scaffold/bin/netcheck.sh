# netcheck: probe equipment from the inventory. See the README for its options.

inventory=${0%/*}/../etc/inventory.txt
count=1 output= stdin= host= operands=0

usage() {
    echo "usage: netcheck [--count N] [--output FILE] [--inventory FILE] [--stdin] [--] [HOST]" >&2
    exit 2
}

set_option() {
    case $1 in
        -c | --count) count=$2 ;;
        -o | --output) output=$2 ;;
        -i | --inventory) inventory=$2 ;;
        *) usage ;;
    esac
}

add_operand() {
    host=$1 operands=$((operands + 1))
}

trim() {
    trimmed=${1#"${1%%[![:space:]]*}"}
    trimmed=${trimmed%"${trimmed##*[![:space:]]}"}
}

while [ $# -gt 0 ]; do
    argument=$1
    shift
    case $argument in
        --) break ;;
        --stdin) stdin=yes ;;
        --*=*) set_option "${argument%%=*}" "${argument#*=}" ;;
        --* | -[coi])
            [ $# -gt 0 ] || usage
            set_option "$argument" "$1"
            shift
            ;;
        -?*) set_option "${argument%"${argument#??}"}" "${argument#??}" ;;
        *) add_operand "$argument" ;;
    esac
done
for argument; do add_operand "$argument"; done
case $count in "" | *[!0-9]*) usage ;; esac
[ "$operands" -le 1 ] || usage
if [ -n "$stdin" ]; then
    host= operands=1
    while IFS= read -r line || [ -n "$line" ]; do host=$host${host:+
}$line; done
fi

if ! [ -r "$inventory" ]; then
    printf '%s: cannot be read\n' "$inventory"
    exit 2
fi
report= found= down=
while IFS= read -r line || [ -n "$line" ]; do
    case $line in
        "" | "#"*) continue ;;
        *"|"*"|"*"|"* | "|"*) entry= ;;
        *"|"*"|"*) entry=yes ;;
        *) entry= ;;
    esac
    if [ -z "$entry" ]; then
        printf '%s: not an entry: %s\n' "$inventory" "$line"
        exit 2
    fi
    trim "${line%%"|"*}"
    title=$trimmed rest=${line#*"|"}
    trim "${rest%%"|"*}"
    address=$trimmed
    trim "${rest#*"|"}"
    state=$trimmed
    [ "$operands" -eq 0 ] || [ "$host" = "$title" ] || [ "$host" = "$address" ] || continue
    found=yes answer=reply answered=$count
    [ "$state" = up ] || down=yes answer="no answer" answered=0
    number=1
    while [ "$number" -le "$count" ]; do
        report="$report$title ($address) probe $number: $answer
"
        number=$((number + 1))
    done
    report="$report$title: $answered of $count answered
"
done <"$inventory"
[ -n "$found" ] || report="unknown host $host
"
printf '%s' "$report"
[ -z "$output" ] || printf '%s' "$report" >"$output" || exit 2
[ -n "$found" ] && [ -z "$down" ]
