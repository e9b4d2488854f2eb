#!/bin/bash
# Gets into a machine as an administrator's script does: one command of `az` after the other.
# Needs VM (a resource id), PORT, CA, ADDRESS_SERVICE, and a signed-in `az`. Ends with the service's first bytes.
set -euo pipefail
group=$(cut -d/ -f5 <<<"$VM")

me=$(curl -sf --cacert "$CA" "$ADDRESS_SERVICE")
power=$(az vm get-instance-view --ids "$VM" -o tsv \
    --query "instanceView.statuses[?starts_with(code, 'PowerState/')].code | [0]")
policies=$(az security jit-policy list --resource-group "$group" -o json)
policy=$(jq -r --arg vm "${VM,,}" 'map(select(any(.virtualMachines[]; (.id | ascii_downcase) == $vm)))[0].id' <<<"$policies")
now=$(date -u +%Y-%m-%dT%H:%M:%S)
status() {
    jq -r --arg vm "${VM,,}" --arg me "$me" --argjson port "$PORT" --arg now "$now" '
        [.[] | .requests[]?.virtualMachines[] | select((.id | ascii_downcase) == $vm) | .ports[]
         | select(.number == $port and .allowedSourceAddressPrefix == $me and .endTimeUtc > $now) | .status] | last' <<<"$1"
}

if [ "$power" != PowerState/running ]; then
    az vm start --ids "$VM" -o none
fi
if [ "$(status "$policies")" != Initiated ]; then
    az rest --method post --url "$policy/initiate?api-version=2020-01-01" -o none --body "{\"virtualMachines\": [{\"id\": \"$VM\",
        \"ports\": [{\"number\": $PORT, \"duration\": \"PT1H\", \"allowedSourceAddressPrefix\": \"$me\"}]}]}"
    until [ "$(status "$(az security jit-policy list --resource-group "$group" -o json)")" = Initiated ]; do :; done
fi
address=$(az vm list-ip-addresses --ids "$VM" -o tsv --query "[0].virtualMachine.network.publicIpAddresses[0].ipAddress")
until timeout 1 bash -c "exec 3<>/dev/tcp/$address/$PORT && head -c 4 <&3" 2>/dev/null | grep -q SSH-; do sleep 0.1; done
