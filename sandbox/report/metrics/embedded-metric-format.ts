/** A metric that a log line carries, once for each of its sets of dimensions. */
export type EmbeddedMetric = { namespace: string; metric: string; dimensions: Record<string, string>; unit: string; values: number[] };
export type EmbeddedMetricsRead = { timestamp: number; metrics: EmbeddedMetric[]; problems: string[] };

const MOST_METRICS = 100;
const MOST_VALUES = 100;
const MOST_DIMENSIONS = 30;
const LONGEST_NAME = 1024;
const LONGEST_DIMENSION_NAME = 250;
const SCALES = ["", "Kilo", "Mega", "Giga", "Tera"];
const UNITS: ReadonlySet<string> = new Set([
	...["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None"],
	...["Bytes", "Bits"].flatMap((unit) =>
		SCALES.map((scale) => (scale === "" ? unit : scale + unit.toLowerCase())).flatMap((one) => [one, `${one}/Second`]),
	),
]);

type Members = Record<string, unknown>;

/**
 * Reads a log event in the Embedded Metric Format (L121).
 * @returns undefined for a log event that is none: it must be JSON as a whole and have a member `_aws`, so that a line of console.log, with
 * its prefix or in the JSON format, is none either. What is wrong with one is told, and what is right in it is taken.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function readEmbeddedMetrics(text: string): EmbeddedMetricsRead | undefined {
	if (!/^\s*\{/.test(text) || !text.includes('"_aws"')) return undefined;
	let root: unknown;
	try {
		root = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!isMembers(root) || !Object.hasOwn(root, "_aws")) return undefined;
	const metadata = root._aws;
	if (!isMembers(metadata)) return nothing("_aws is no object");
	const { Timestamp, CloudWatchMetrics } = metadata;
	if (typeof Timestamp !== "number" || !Number.isInteger(Timestamp)) return nothing("_aws.Timestamp is not a whole number of milliseconds");
	if (!Array.isArray(CloudWatchMetrics)) return nothing("_aws.CloudWatchMetrics is no array");
	const read: EmbeddedMetricsRead = { timestamp: Timestamp, metrics: [], problems: [] };
	for (const directive of CloudWatchMetrics) readDirective(directive, root, read);
	return read;
}

function nothing(problem: string): EmbeddedMetricsRead {
	return { timestamp: 0, metrics: [], problems: [problem] };
}

function readDirective(directive: unknown, root: Members, read: EmbeddedMetricsRead): void {
	const { problems } = read;
	if (!isMembers(directive)) {
		problems.push("an entry of CloudWatchMetrics is no object");
		return;
	}
	const { Namespace, Dimensions = [[]], Metrics } = directive;
	if (typeof Namespace !== "string" || Namespace.length === 0 || Namespace.length > LONGEST_NAME) {
		problems.push("Namespace is no text of 1 to 1024 characters");
		return;
	}
	if (!Array.isArray(Metrics) || Metrics.length > MOST_METRICS) {
		problems.push(Array.isArray(Metrics) ? `Metrics has ${Metrics.length} metrics; 100 are the most` : "Metrics is no array");
		return;
	}
	const given: unknown[] = Array.isArray(Dimensions) ? Dimensions : [];
	const sets = given.map((set) => readDimensions(set, root, problems)).filter((set) => set !== undefined);
	if (!Array.isArray(Dimensions)) problems.push("Dimensions is no array");
	for (const definition of Metrics) {
		const metric = readMetric(definition, root, problems);
		if (metric) for (const dimensions of sets) read.metrics.push({ namespace: Namespace, dimensions, ...metric });
	}
}

function readDimensions(set: unknown, root: Members, problems: string[]): Record<string, string> | undefined {
	if (!Array.isArray(set) || set.some((name) => typeof name !== "string")) {
		problems.push("a set of Dimensions is no array of texts");
		return undefined;
	}
	if (set.length > MOST_DIMENSIONS) {
		problems.push(`a set of Dimensions has ${set.length} dimensions; 30 are the most`);
		return undefined;
	}
	const dimensions: [string, string][] = [];
	for (const name of set as string[]) {
		const value = Object.hasOwn(root, name) ? root[name] : undefined;
		if (typeof value !== "string" || value === "" || value.length > LONGEST_NAME || name.length > LONGEST_DIMENSION_NAME) {
			problems.push(`the dimension ${name.slice(0, 100)} has no text of 1 to 1024 characters as its member`);
			return undefined;
		}
		dimensions.push([name, value]);
	}
	return Object.fromEntries(dimensions.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readMetric(
	definition: unknown,
	root: Members,
	problems: string[],
): Pick<EmbeddedMetric, "metric" | "unit" | "values"> | undefined {
	const { Name, Unit = "None", StorageResolution = 60 } = isMembers(definition) ? definition : {};
	if (typeof Name !== "string" || Name.length === 0 || Name.length > LONGEST_NAME) {
		problems.push("a metric has no Name of 1 to 1024 characters");
		return undefined;
	}
	const named = `the metric ${Name.slice(0, 100)}`;
	const value = Object.hasOwn(root, Name) ? root[Name] : undefined;
	const values: unknown[] = Array.isArray(value) ? value : [value];
	if (typeof Unit !== "string" || !UNITS.has(Unit))
		problems.push(`${named} has the unit ${String(Unit).slice(0, 50)}, which CloudWatch does not have`);
	else if (StorageResolution !== 1 && StorageResolution !== 60) problems.push(`${named} has a StorageResolution other than 1 and 60`);
	else if (values.length > MOST_VALUES) problems.push(`${named} has ${values.length} values; 100 are the most`);
	else if (values.length === 0 || !values.every((one) => typeof one === "number" && Number.isFinite(one)))
		problems.push(`${named} has no number, nor an array of numbers, as its member`);
	else return { metric: Name, unit: Unit, values: values as number[] };
	return undefined;
}

function isMembers(value: unknown): value is Members {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
