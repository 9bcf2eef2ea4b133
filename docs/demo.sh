#!/bin/sh
# An invented escalation through the main job, on this machine alone: no account, nothing is sent.
# `make demo` runs it with the program on the PATH. The desk's clock is told by SUMMARIZER_NOW.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
demo=${1:-demo}
rm -rf "$demo"
export SUMMARIZER_WORKSPACE="$demo"

at() { SUMMARIZER_NOW="2026-11-19T$1"; export SUMMARIZER_NOW; shift; say "$@"; }
say() {
    printf '\n$ summarizer'
    for word; do case $word in *\ *) printf ' "%s"' "$word" ;; *) printf ' %s' "$word" ;; esac; done
    printf '\n'
    summarizer "$@"
}

SUMMARIZER_NOW=2026-11-19T07:45 summarizer init "$demo"

at 07:46 intake "$here/demo/escalation.eml"
at 07:48 ack --mail "$here/demo/escalation.eml" --user-email jane.doe@example.com \
    --answer "I will find out today why the payment is held, and put the summary together."
case=$(summarizer list --json | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["case"])')
at 07:50 sent "$case" acknowledgement
at 07:50 sent "$case" user-notice
at 07:50 "done" "$case" announcement
at 07:55 start "$case"
at 07:58 "done" "$case" hold-tickets
at 08:00 "done" "$case" ticket-to-user
at 08:10 evidence "$case" https://x.com/janedoe_designs/status/1858800000000000000 \
    --text "My payment is held since Monday and nobody answers. Never again."
at 08:20 check "$case" "Message Centers" --finding "The client approved the work on Monday 16 November."
at 08:25 check "$case" "CSS notes" --finding "Two contacts on Tuesday, none answered."
at 08:30 check "$case" "history" --finding "Member since 2019, 41 finished jobs, no dispute."
at 08:35 check "$case" "job" --finding "Logo design, USD 480, delivered and approved."
at 08:40 check "$case" "Iovation" --not-applicable "No sign of a foreign device."
at 08:45 check "$case" "tickets" --finding "One open ticket, in the payments queue since Tuesday."
at 08:50 ask "$case" Payments "Why is the payment held?" --answer "A bank check; released at 08:30 today."

printf '\n# Somebody writes the summary in the document.\n'
python "$here/demo/write_summary.py" "$(summarizer open --print "$case")"

at 10:00 sync "$case"
at 10:05 request-review "$case"
at 10:06 sent "$case" review-request
at 11:00 reviewed "$case" --by rosa
at 11:10 reviewed "$case" --by ravi
at 11:15 request-approval "$case"
at 11:16 sent "$case" approval-request
at 11:40 approve "$case" --by fay
at 11:45 complete "$case"
at 11:50 sent "$case" summary
at 11:55 clocks "$case" --explain
at 13:00 contact "$case" --outcome "Reached her; the payment has arrived, she will say so on X."
at 13:05 resolve "$case"
at 13:06 list --all
at 13:06 show "$case"

program=$(command -v summarizer)
program=${program#"$PWD/"}
cat <<EOF

Where to look:
  the document       $(summarizer open --print "$case")
  the tracker        $demo/tracker.db   (tables rows, events), or: $program -w $demo list --all --csv
  the drafts         $demo/outbox/
  what happened      $program -w $demo history $case
EOF
