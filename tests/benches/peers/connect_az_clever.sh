#!/bin/bash
# The fastest way into a deallocated machine with `az`: everything is known beforehand, access and start are asked
# for side by side, and nothing is waited for but the port.
# Needs VM, POLICY (resource ids), ADDRESS, PORT, CA, ADDRESS_SERVICE, and a signed-in `az`. Ends with the first bytes.
set -euo pipefail

az vm start --ids "$VM" --no-wait -o none &
me=$(curl -sf --cacert "$CA" "$ADDRESS_SERVICE")
az rest --method post --url "$POLICY/initiate?api-version=2020-01-01" -o none --body "{\"virtualMachines\": [{\"id\": \"$VM\",
    \"ports\": [{\"number\": $PORT, \"duration\": \"PT1H\", \"allowedSourceAddressPrefix\": \"$me\"}]}]}" &
until timeout 0.5 bash -c "exec 3<>/dev/tcp/$ADDRESS/$PORT && head -c 4 <&3" 2>/dev/null | grep -q SSH-; do sleep 0.05; done
wait
