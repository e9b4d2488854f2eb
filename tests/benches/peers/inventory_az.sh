#!/bin/bash
# Reads every machine with its just-in-time rules and power state with `az`: Resource Graph in pages, policies and
# states of each subscription, four commands side by side. Prints one line of JSON as inventory_sdk.py does.
set -euo pipefail
begun=$(date +%s%3N)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ARM folder

each() {
    az rest --url "$ARM/subscriptions/$1/providers/Microsoft.Compute/virtualMachines?statusOnly=true&api-version=2024-03-01" >"$folder/$1.states"
    az security jit-policy list --subscription "$1" -o json >"$folder/$1.policies"
}
export -f each
az account list --query "[].id" -o tsv | xargs -P 4 -I {} bash -c 'each {}' &

query="resources | where type =~ 'microsoft.compute/virtualmachines' | project id, name, subscriptionId, location, tags | order by id asc"
token=
page=0
while :; do
    body=$(jq -n --arg query "$query" --arg token "$token" \
        '{query: $query, options: ({"$top": 1000} + if $token == "" then {} else {"$skipToken": $token} end)}')
    az rest --method post --url "$ARM/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01" --body "$body" >"$folder/$page.rows"
    first=${first:-$(date +%s%3N)}
    token=$(jq -r '."$skipToken" // ""' "$folder/$page.rows")
    page=$((page + 1))
    [ -n "$token" ] || break
done
wait
machines=$(cat "$folder"/*.rows | jq -s '[.[].data[].id] | length')
jq -nc --argjson machines "$machines" --argjson begun "$begun" --argjson first "$first" --argjson now "$(date +%s%3N)" \
    '{machines: $machines, first: (($first - $begun) / 1000), complete: (($now - $begun) / 1000)}'
