"""Resource Graph, with azure-mgmt-resourcegraph."""

from azure.core.exceptions import HttpResponseError
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from checks import check, headers, instead, matches, patch, refused, same, status, true
from sdk import Raw, unknown
from simulator import DEVELOPMENT, PRODUCTION, name_of

GRAPH = "/Microsoft.ResourceGraph/resources"
MACHINES = "resources | where type =~ 'Microsoft.Compute/virtualMachines' | project id, name, location | order by id asc"
QUOTA = "x-ms-user-quota-"


def ask(azure, query, subscriptions=(PRODUCTION,), who="admin", hook=None, **options):
    request = QueryRequest(
        query=query,
        subscriptions=list(subscriptions) or None,
        options=QueryRequestOptions(**options) if options else None,
    )
    return azure.graph(who).resources(request, raw_response_hook=hook)


def names(azure, *subscriptions):
    return sorted(name_of(vm) for s in subscriptions for vm in azure.simulator.all("virtual_machines", s))


@check(
    "A query answers with rows as objects, their number, and what is left of the quota",
    patch(GRAPH, ("replace", "/resultTruncated", False)),
    patch(GRAPH, ("replace", "/totalRecords", 1)),
    patch(GRAPH, ("add", "/took", 12)),
    patch(GRAPH, ("remove", "/data/0")),
    headers(GRAPH, x_ms_user_quota_remaining="plenty"),
)
def query(azure):
    raw = Raw()
    answer = ask(azure, MACHINES, hook=raw)
    same(unknown(answer, raw.bodies[0]), [], "what the model does not know")
    world = names(azure, PRODUCTION)
    same(sorted(row["name"] for row in answer.data), world, "the machines")
    same((answer.count, answer.total_records), (len(world), len(world)), "count and total")
    same(raw.bodies[0]["resultTruncated"], "false", "resultTruncated, which is a text")
    same(answer.skip_token, None, "the skip token")
    matches("[0-9]+", raw.answers[0].headers.get(QUOTA + "remaining"), "the quota")
    matches(r"\d\d:\d\d:\d\d", raw.answers[0].headers.get(QUOTA + "resets-after"), "the quota's time")


@check(
    "Pages are followed by $skipToken and hold every row once",
    patch(GRAPH, ("remove", "/$skipToken")),
    patch(GRAPH, ("copy", "/data/0", "/data/1"), ("remove", "/data/1")),
    patch(GRAPH, ("replace", "/count", 5)),
)
def query_in_pages(azure):
    found, token, pages = [], None, 0
    while pages == 0 or token:
        answer = ask(azure, MACHINES, top=7, **({"skip_token": token} if token else {}))
        same(answer.count, len(answer.data), "count")
        same(answer.total_records, len(names(azure, PRODUCTION)), "the total")
        found += [row["name"] for row in answer.data]
        token, pages = answer.skip_token, pages + 1
        true(len(answer.data) == 7 or not token, "pages but the last are full")
        true(pages < 10, "the pages end")
    same(sorted(found), names(azure, PRODUCTION), "the machines")


@check(
    "As a table the answer has typed columns and rows of values",
    patch(GRAPH, ("replace", "/data/columns/0/type", "text")),
    patch(GRAPH, ("remove", "/data/rows/0/0")),
    patch(GRAPH, ("replace", "/data", [])),
)
def query_as_table(azure):
    answer = ask(azure, MACHINES, result_format="table")
    columns = [(column["name"], column["type"]) for column in answer.data["columns"]]
    same(columns, [("id", "string"), ("name", "string"), ("location", "string")], "the columns")
    true(all(len(row) == 3 for row in answer.data["rows"]), "rows are as wide as the head")
    same(sorted(row[1] for row in answer.data["rows"]), names(azure, PRODUCTION), "the machines")


@check(
    "What does not parse is a 400 that says where",
    patch(GRAPH, ("replace", "/error/code", "InternalServerError")),
    patch(GRAPH, ("remove", "/error/details")),
    status(GRAPH, 500),
)
def bad_query(azure):
    error = refused(HttpResponseError, lambda: ask(azure, "resources | where where ="))
    same((error.status_code, error.error.code), (400, "BadRequest"), "the refusal")
    codes = [detail.code for detail in error.error.details]
    true("InvalidQuery" in codes or "ParserFailure" in codes, f"the details {codes} say what it is")


@check(
    "Machines are counted by place",
    patch(GRAPH, ("replace", "/data/0/machines", 1000)),
    patch(GRAPH, ("remove", "/data/0")),
)
def summarize(azure):
    answer = ask(azure, "resources | where type =~ 'microsoft.compute/virtualmachines' | summarize machines = count() by location")
    world = {}
    for vm in azure.simulator.all("virtual_machines", PRODUCTION):
        world[vm["location"]] = world.get(vm["location"], 0) + 1
    same({row["location"]: row["machines"] for row in answer.data}, world, "the counts")


@check(
    "Interfaces are joined to machines through mv-expand",
    patch(GRAPH, ("replace", "/data/0/privateIp", "10.0.0.1")),
)
def join(azure):
    text = """resources
    | where type =~ 'microsoft.compute/virtualmachines'
    | mv-expand nic = properties.networkProfile.networkInterfaces
    | extend nicKey = tolower(tostring(nic.id))
    | join kind=leftouter (resources
        | where type =~ 'microsoft.network/networkinterfaces'
        | mv-expand ipc = properties.ipConfigurations
        | project nicKey = tolower(id), privateIp = tostring(ipc.properties.privateIPAddress)) on nicKey
    | project id, name, privateIp"""
    answer = ask(azure, text)
    nics = {n["id"].lower(): n["ip_configurations"][0]["private_address"] for n in azure.simulator.all("network_interfaces")}
    world = {vm["id"].lower(): nics[vm["network_interfaces"][0].lower()] for vm in azure.simulator.all("virtual_machines", PRODUCTION)}
    same({row["id"].lower(): row["privateIp"] for row in answer.data}, world, "the addresses")


@check(
    "Take cuts the result; rows without an id cannot be paged, and the answer says so",
    patch(GRAPH, ("replace", "/resultTruncated", "false")),
    patch(GRAPH, ("add", "/$skipToken", "more")),
)
def take(azure):
    three = ask(azure, "resources | where type =~ 'microsoft.compute/virtualmachines' | take 3")
    same((len(three.data), three.skip_token), (3, None), "rows and token")
    raw = Raw()
    answer = ask(azure, "resources | project name | order by name asc", hook=raw, top=2)
    same((len(answer.data), answer.skip_token), (2, None), "rows and token of a page without ids")
    same(raw.bodies[0]["resultTruncated"], "true", "resultTruncated")


@check(
    "Without subscriptions the whole tenant is asked, and what one may not read is missing",
    patch(GRAPH, ("remove", "/data/0")),
)
def whole_tenant(azure):
    answer = ask(azure, MACHINES, subscriptions=())
    same(sorted(row["name"] for row in answer.data), sorted(names(azure, PRODUCTION, DEVELOPMENT)), "the machines")


@check(
    "Columns have Graph's own ways: types and groups in lower case, dynamic paths that know case",
    patch(GRAPH, ("replace", "/data/0/type", "Microsoft.Compute/virtualMachines")),
    patch(GRAPH, ("replace", "/data/0/wrong", "Linux")),
)
def spelling(azure):
    text = """resources
    | where name == 'web-01' and type has 'virtualmachines'
    | project id, type, resourceGroup, subscriptionId, tenantId,
        os = properties.storageProfile.osDisk.osType,
        wrong = tostring(properties.storageprofile.osdisk.ostype)"""
    [row] = ask(azure, text).data
    same((row["type"], row["resourceGroup"]), ("microsoft.compute/virtualmachines", "rg-web"), "type and group")
    same((row["subscriptionId"], row["tenantId"]), (PRODUCTION, azure.simulator.tenant), "subscription and tenant")
    same((row["os"], row["wrong"]), ("Linux", ""), "the system, by the right path and by a wrong one")


@check(
    "Subscriptions and groups are resource containers",
    patch(GRAPH, ("replace", "/data/0/name", "Fabrikam")),
)
def containers(azure):
    text = "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id, name | order by name asc"
    rows = ask(azure, text, subscriptions=()).data
    same([row["name"] for row in rows], ["Contoso Development", "Contoso Production"], "the subscriptions")


@check(
    "Recommendations are security resources, spelt as Graph spells them",
    patch(GRAPH, ("replace", "/data/0/vmKey", "")),
    patch(GRAPH, ("replace", "/data", [])),
)
def security_resources(azure):
    text = """securityresources
    | where type == 'microsoft.security/assessments' and name in ('805651bc-6ecd-4c73-9b55-97a19d0582d0')
    | project id, vmKey = tolower(tostring(properties.resourceDetails.Id)), status = tostring(properties.status.code)"""
    rows = ask(azure, text).data
    true(rows and all(row["vmKey"].startswith("/subscriptions/") for row in rows), "each has a machine")
    true({row["status"] for row in rows} <= {"Healthy", "Unhealthy", "NotApplicable"}, "codes are Azure's")


@check(
    "15 queries may be asked in five seconds, and the quota counts them down",
    headers(GRAPH, x_ms_user_quota_remaining="14"),
    instead(GRAPH, 429, code="TooManyRequests", retry_after=1),
    simulator=("--limits",),
)
def quota(azure):
    # Whatever an earlier check used up is back after this.
    azure.simulator.advance(10)
    left = []

    def until_refused():
        for _ in range(30):
            raw = Raw()
            ask(azure, "resources | project id | take 1", hook=raw)
            left.append(int(raw.answers[0].headers[QUOTA + "remaining"]))

    azure.graph = without_repeats(azure)
    error = refused(HttpResponseError, until_refused)
    same((error.status_code, error.error.code), (429, "RateLimiting"), "the refusal")
    same(left[:3], [14, 13, 12], "what is left at first")
    matches("[0-9]+", error.response.headers.get("Retry-After"), "Retry-After")


def without_repeats(azure):
    graph = azure.graph
    return lambda who="admin", **options: graph(who, retry_total=0, **options)
