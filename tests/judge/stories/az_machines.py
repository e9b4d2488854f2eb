"""az vm."""

from az import AzError
from checks import UUID, check, instead, matches, patch, refused, same, status, true
from simulator import PRODUCTION, name_of


@check(
    "az vm list finds all machines of the subscription, page after page",
    patch("/virtualMachines\\?", ("remove", "/value/0")),
    patch("/virtualMachines\\?", ("remove", "/nextLink")),
    simulator=("--page", "3"),
)
def vm_list(az):
    world = map(name_of, az.simulator.all("virtual_machines", PRODUCTION))
    same(sorted(az("vm list --query [].name")), sorted(world), "the machines")


@check(
    "az vm list -d knows power states and addresses",
    patch("expand=instanceView", ("replace", "/properties/instanceView/statuses/1/displayStatus", "VM asleep")),
    patch("/publicIPAddresses/", ("remove", "/properties/ipAddress")),
)
def vm_list_details(az):
    rows = {row["name"]: row for row in az("vm list -d -g rg-web")}
    same({n: r["powerState"] for n, r in rows.items()}, {"web-01": "VM running", "web-02": "VM running", "web-03": "VM stopped"}, "power")
    world = {name_of(a): a["address"] for a in az.simulator.all("public_addresses", group="rg-web")}
    same({f"{n}-ip": r["publicIps"] for n, r in rows.items()}, world, "public addresses")
    same(rows["web-01"]["privateIps"], "10.20.0.10", "the private address")


@check(
    "az vm show reads one machine",
    patch("/web-01\\?", ("replace", "/properties/hardwareProfile/vmSize", "Standard_D2s_v5")),
    patch("/web-01\\?", ("remove", "/properties/vmId")),
)
def vm_show(az):
    vm, known = az("vm show -g rg-web -n web-01"), az.simulator.machine("web-01")
    same((vm["id"], vm["tags"]), (known["id"], known["tags"]), "id and tags")
    same(vm["hardwareProfile"]["vmSize"], known["size"], "the size")
    same(vm["storageProfile"]["osDisk"]["osType"], known["os"], "the system")
    matches(UUID, vm["vmId"], "vmId")


@check(
    "az vm show -d adds power and addresses",
    patch("expand=instanceView", ("remove", "/properties/instanceView/statuses/1")),
)
def vm_show_details(az):
    vm = az("vm show -d -g rg-vault -n vault-01")
    same(vm["powerState"], "VM deallocated", "the power state")


@check(
    "az vm get-instance-view has both statuses and the agent",
    patch("instanceView", ("replace", "/properties/instanceView/statuses/1/code", "PowerState/starting")),
    patch("instanceView", ("remove", "/properties/instanceView/vmAgent")),
)
def vm_instance_view(az):
    view = az("vm get-instance-view -g rg-web -n web-01")["instanceView"]
    same([s["code"] for s in view["statuses"]], ["ProvisioningState/succeeded", "PowerState/running"], "the statuses")
    same(view["vmAgent"]["statuses"][0]["displayStatus"], "Ready", "the agent")


@check(
    "az vm start waits until the machine runs",
    patch("^GET .*/operations/", ("replace", "/status", "Failed")),
    status("/start\\?", 403),
)
def vm_start(az):
    az("vm start -g rg-build -n build-agent")
    same(az.simulator.machine("build-agent")["power"], "running", "the power state")
    same([e["status"] for e in az.simulator.asked("/start", "POST")], [202], "the answers")


@check(
    "az vm start --no-wait returns at once",
    status("/start\\?", 409),
)
def vm_start_no_wait(az):
    az("vm start --no-wait -g rg-build -n build-win")
    same(len(az.simulator.asked("/operations/")), 0, "the number of polls")
    true(az.simulator.machine("build-win")["power"] in ("starting", "running"), "the machine is on its way")


@check(
    "az vm deallocate waits until the machine is deallocated",
    patch("^GET .*/operations/", ("replace", "/status", "Canceled")),
)
def vm_deallocate(az):
    az("vm deallocate -g rg-web -n web-02")
    same(az.simulator.machine("web-02")["power"], "deallocated", "the power state")


@check(
    "az vm stop leaves a machine allocated, az vm restart brings it through",
    patch("^GET .*/operations/", ("replace", "/status", "Failed")),
)
def vm_stop_and_restart(az):
    az("vm stop -g rg-web -n web-01")
    same(az.simulator.machine("web-01")["power"], "stopped", "the power state after stop")
    az("vm restart -g rg-web -n web-02")
    same(az.simulator.machine("web-02")["power"], "running", "the power state after restart")


@check(
    "az vm start names Azure's reason when there is no capacity",
    patch("^GET .*/operations/", ("replace", "/error/code", "Unknown")),
)
def vm_without_capacity(az):
    error = refused(AzError, lambda: az("vm start -g rg-analytics -n gpu-01"))
    true("(AllocationFailed)" in str(error), f"{error} has the code")


@check(
    "az vm show of a machine that is not there fails with exit code 3",
    patch("/absent\\?", ("replace", "/error/code", "Gone")),
    status("/absent\\?", 400),
)
def vm_absent(az):
    done = az.run("vm show -g rg-web -n absent")
    same(done.returncode, 3, "the exit code")
    true("(ResourceNotFound)" in done.stderr, f"{done.stderr} has the code")


@check(
    "az vm list-ip-addresses finds the addresses of one machine",
    patch("/publicIPAddresses\\?", ("replace", "/value", [])),
    patch("/networkInterfaces\\?", ("replace", "/value", [])),
)
def vm_addresses(az):
    [found] = az("vm list-ip-addresses -g rg-web -n web-01")
    network = found["virtualMachine"]["network"]
    known = next(a for a in az.simulator.all("public_addresses", group="rg-web") if name_of(a) == "web-01-ip")
    same(network["privateIpAddresses"], ["10.20.0.10"], "the private address")
    same([a["ipAddress"] for a in network["publicIpAddresses"]], [known["address"]], "the public address")


@check(
    "az repeats after 429 and 503",
    [instead("/virtualMachines/web-01\\?", 404, count=1)],
    given=[
        instead("/virtualMachines/web-01\\?", 429, retry_after=1, count=1),
        instead("/virtualMachines/web-01\\?", 503, count=1),
    ],
)
def repeats(az):
    same(az("vm show -g rg-web -n web-01 --query name"), "web-01", "the name")
    same([e["status"] for e in az.simulator.asked("/web-01?")], [429, 503, 200], "the answers")


@check(
    "az names action and scope to somebody who may not",
    patch("/start\\?", ("replace", "/error/message", "No.")),
)
def forbidden(az):
    error = refused(AzError, lambda: az("vm start -g rg-energy -n meter-gw-01"))
    true("(AuthorizationFailed)" in str(error), f"{error} has the code")
    true("Microsoft.Compute/virtualMachines/start/action" in str(error), f"{error} has the action")
