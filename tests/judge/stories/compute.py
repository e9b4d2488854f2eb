"""Virtual machines, with azure-mgmt-compute."""

from datetime import UTC, datetime

from azure.core.exceptions import HttpResponseError

from checks import UUID, check, headers, matches, patch, refused, same, status, true
from sdk import Raw, unknown
from simulator import PRODUCTION, name_of

LIST = "^GET .*/virtualMachines\\?"


def power(view):
    codes = [s.code for s in view.statuses if s.code.startswith("PowerState/")]
    same(len(codes), 1, "the number of power states")
    return codes[0].removeprefix("PowerState/")


@check(
    "All machines of a subscription are listed once, as the world has them",
    patch(LIST, ("remove", "/value/3")),
    patch(LIST, ("copy", "/value/-", "/value/0")),
    patch(LIST, ("replace", "/value/0/properties/hardwareProfile/vmSize", "Standard_D2s_v5")),
)
def all_machines_of_a_subscription(azure):
    world = {vm["id"].lower(): vm for vm in azure.simulator.all("virtual_machines", PRODUCTION)}
    listed = list(azure.compute().virtual_machines.list_all())
    same(sorted(vm.id.lower() for vm in listed), sorted(world), "the ids")
    for vm in listed:
        known = world[vm.id.lower()]
        same(vm.hardware_profile.vm_size, known["size"], "vm_size")
        same(vm.location, known["location"], "location")
        same(vm.storage_profile.os_disk.os_type, known["os"], "os_type")
        same(vm.tags or {}, known.get("tags", {}), "tags")
        same(vm.os_profile and vm.os_profile.admin_username, known.get("admin_user"), "admin_username")
        same(vm.provisioning_state, "Succeeded", "provisioning_state")
        same(vm.instance_view, None, "the instance view of a plain list")


@check(
    "Pages of three machines are followed to the end",
    patch(LIST, ("remove", "/nextLink")),
    patch(LIST, ("remove", "/value/1")),
    simulator=("--page", "3"),
)
def machines_in_pages(azure):
    raw = Raw()
    listed = [vm.name for vm in azure.compute().virtual_machines.list_all(raw_response_hook=raw)]
    same(sorted(listed), sorted(map(name_of, azure.simulator.all("virtual_machines", PRODUCTION))), "the machines")
    same({len(body["value"]) for body in raw.bodies[:-1]}, {3}, "the sizes of all pages but the last")
    true(all(body["nextLink"].startswith(azure.simulator.base) for body in raw.bodies[:-1]), "links stay at the host")


@check(
    "A resource group's list holds that group's machines alone",
    patch(LIST, ("replace", "/value/0/name", "web-99")),
    status(LIST, 204),
)
def machines_of_a_group(azure):
    listed = sorted(vm.name for vm in azure.compute().virtual_machines.list("RG-Web"))
    same(listed, sorted(map(name_of, azure.simulator.all("virtual_machines", group="rg-web"))), "the machines")


@check(
    "Machines of one region are listed by that region",
    patch("/locations/northeurope/virtualMachines", ("remove", "/value/0")),
)
def machines_of_a_region(azure):
    listed = sorted(vm.name for vm in azure.compute().virtual_machines.list_by_location("northeurope"))
    world = azure.simulator.all("virtual_machines", PRODUCTION)
    same(listed, sorted(name_of(vm) for vm in world if vm["location"] == "northeurope"), "the machines")


@check(
    "statusOnly lays the power state of every machine beside its id",
    patch("statusOnly=true", ("remove", "/value/0/properties/instanceView")),
    patch("statusOnly=true", ("replace", "/value/0/properties/instanceView/statuses/1/code", "PowerState/starting")),
)
def status_only(azure):
    world = {vm["id"].lower(): vm["power"] for vm in azure.simulator.all("virtual_machines", PRODUCTION)}
    listed = azure.compute().virtual_machines.list_all(status_only="true")
    same({vm.id.lower(): power(vm.instance_view) for vm in listed}, world, "the power states")


@check(
    "One machine is read with every field understood",
    patch("/web-01\\?", ("remove", "/properties/vmId")),
    patch("/web-01\\?", ("add", "/properties/hardwareProfile/size", "Standard_B2s")),
    patch("/web-01\\?", ("move", "/properties/osDisk", "/properties/storageProfile/osDisk")),
    patch("/web-01\\?", ("replace", "/properties/timeCreated", "today")),
)
def one_machine(azure):
    raw = Raw()
    vm = azure.compute().virtual_machines.get("rg-web", "web-01", raw_response_hook=raw)
    known = azure.simulator.machine("web-01")
    same(unknown(vm, raw.bodies[0]), [], "what the model does not know")
    same((vm.id, vm.name, vm.type), (known["id"], "web-01", "Microsoft.Compute/virtualMachines"), "identity")
    matches(UUID, vm.vm_id, "vm_id")
    same([i.id for i in vm.network_profile.network_interfaces], known["network_interfaces"], "interfaces")
    same(vm.storage_profile.os_disk.create_option, "FromImage", "create_option")
    true(vm.storage_profile.os_disk.disk_size_gb > 0, "the disk has a size")
    true(isinstance(vm.time_created, datetime), "time_created is a time")


@check(
    "$expand=instanceView brings power, agent and times that are times",
    patch("expand=instanceView", ("replace", "/properties/instanceView/statuses/0/time", "yesterday")),
    patch("expand=instanceView", ("remove", "/properties/instanceView/vmAgent")),
    patch("expand=instanceView", ("add", "/properties/instanceView/power", "on")),
)
def machine_with_instance_view(azure):
    raw = Raw()
    vm = azure.compute().virtual_machines.get("rg-web", "web-01", expand="instanceView", raw_response_hook=raw)
    same(unknown(vm, raw.bodies[0]), [], "what the model does not know")
    view = vm.instance_view
    same(power(view), "running", "the power state")
    times = [s.time for s in view.statuses if s.code.startswith("ProvisioningState/")]
    true(all(isinstance(at, datetime) and at.tzinfo for at in times) and times, "provisioning has a time")
    same([s.display_status for s in view.vm_agent.statuses], ["Ready"], "the agent")
    true(view.vm_agent.statuses[0].time <= datetime.now(UTC), "the agent reported in the past")


@check(
    "The instance view alone says what state a machine is in",
    patch("/instanceView\\?", ("replace", "/statuses/1/code", "PowerState/running")),
    patch("/instanceView\\?", ("remove", "/statuses/1")),
    patch("/instanceView\\?", ("replace", "/statuses/0/level", 3)),
)
def instance_view(azure):
    machines = azure.compute().virtual_machines
    for name, group in (("web-03", "rg-web"), ("vault-01", "rg-vault"), ("db-02", "rg-db")):
        view = machines.instance_view(group, name)
        same(power(view), azure.simulator.machine(name)["power"], name)
        true(all(s.level in ("Info", "Warning", "Error") for s in view.statuses), "levels are Azure's")
    same(machines.instance_view("rg-vault", "vault-01").vm_agent, None, "the agent of a machine that is off")


@check(
    "Start follows the operation until the machine runs",
    headers("/start\\?", azure_asyncoperation=None),
    patch("^GET .*/operations/", ("replace", "/status", "Canceled")),
    status("/start\\?", 200),
)
def start(azure):
    machines = azure.compute().virtual_machines
    raw = Raw()
    poller = machines.begin_start("rg-build", "build-agent", raw_response_hook=raw)
    answer = raw.answers[0]
    same(answer.status_code, 202, "the status")
    operation = answer.headers["Azure-AsyncOperation"]
    true("/locations/westeurope/operations/" in operation, "the operation belongs to the region")
    true("monitor=true" in answer.headers["Location"], "the location is the same operation, monitored")
    same(poller.result(), None, "the result")
    same(poller.status(), "Succeeded", "the status at the end")
    same(power(machines.instance_view("rg-build", "build-agent")), "running", "the power state")


@check(
    "Deallocate follows the operation and ends deallocated",
    patch("^GET .*/instanceView", ("replace", "/statuses/1/code", "PowerState/stopped")),
    patch("^GET .*/operations/", ("remove", "/status")),
)
def deallocate(azure):
    machines = azure.compute().virtual_machines
    machines.begin_deallocate("rg-web", "web-02").result()
    same(power(machines.instance_view("rg-web", "web-02")), "deallocated", "the power state")
    same(azure.simulator.machine("web-02")["power"], "deallocated", "the world")


@check(
    "Power off stops a machine that stays allocated",
    patch("^GET .*/instanceView", ("replace", "/statuses/1/code", "PowerState/deallocated")),
)
def power_off(azure):
    machines = azure.compute().virtual_machines
    machines.begin_power_off("rg-web", "web-01", skip_shutdown=True).result()
    same(power(machines.instance_view("rg-web", "web-01")), "stopped", "the power state")


@check(
    "Restart goes through and leaves the machine running",
    status("/restart\\?", 409),
    patch("^GET .*/operations/", ("replace", "/status", "Failed")),
)
def restart(azure):
    machines = azure.compute().virtual_machines
    poller = machines.begin_restart("rg-web", "web-01")
    poller.result()
    same(poller.status(), "Succeeded", "the status")
    same(power(machines.instance_view("rg-web", "web-01")), "running", "the power state")


@check(
    "A machine that is off cannot be restarted, and the refusal says so",
    patch("/restart\\?", ("replace", "/error/code", "Conflict")),
    status("/restart\\?", 400),
)
def restart_of_a_machine_that_is_off(azure):
    machines = azure.compute().virtual_machines
    error = refused(HttpResponseError, lambda: machines.begin_restart("rg-vault", "vault-01").result())
    same((error.status_code, error.error.code), (409, "OperationNotAllowed"), "the refusal")


@check(
    "Starting a machine that runs is no error",
    status("/start\\?", 409),
)
def start_of_a_running_machine(azure):
    machines = azure.compute().virtual_machines
    before = azure.simulator.machine("web-01")
    machines.begin_start("rg-web", "web-01").result()
    same(azure.simulator.machine("web-01"), before, "the machine")


@check(
    "A region without capacity fails the operation, not the request",
    patch("^GET .*/operations/", ("replace", "/error/code", "InternalExecutionError")),
    patch("^GET .*/operations/", ("replace", "/status", "Succeeded")),
)
def no_capacity(azure):
    machines = azure.compute().virtual_machines
    poller = machines.begin_start("rg-analytics", "gpu-01")
    error = refused(HttpResponseError, poller.result)
    same(error.error.code, "AllocationFailed", "the code")
    true("sufficient capacity" in error.error.message, "the message is Azure's")
    same(azure.simulator.machine("gpu-01")["power"], "deallocated", "the machine")


@check(
    "An operation's address is of real length and is polled at the pace that Retry-After sets",
    headers("/start\\?", azure_asyncoperation="https://127.0.0.1:1/short"),
    headers("/start\\?|/operations/", retry_after="3"),
)
def operation_addresses(azure):
    raw = Raw()
    poller = azure.compute().virtual_machines.begin_start("rg-db", "db-02", raw_response_hook=raw)
    address = raw.answers[0].headers["Azure-AsyncOperation"]
    true(len(address) > 1000, f"an address of {len(address)} characters is as long as Azure's")
    poller.result()
    polls = [datetime.fromisoformat(e["time"]) for e in azure.simulator.asked("/operations/")]
    gaps = [(later - earlier).total_seconds() for earlier, later in zip(polls[:-1], polls[1:])]
    # After the last poll the SDK reads Location at once.
    true(gaps and all(0.9 < gap < 2 for gap in gaps[:-1] or gaps), f"polls are a second apart: {gaps}")
