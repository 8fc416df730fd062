/** A metric as CloudWatch keeps it: namespace, name and dimensions together say which one it is. */
export type MetricId = {
	namespace: string;
	metric: string;
	dimensions: Readonly<Record<string, string>>;
	unit: string;
};

/** Data points of one metric in one period. */
export type ReportedMetricPeriod = {
	/** When the period begins, in virtual milliseconds since the scenario began. Negative: the calendar minute began before the scenario. */
	at: number;
	/** SampleCount, Sum, Average, Minimum, Maximum. */
	samples: number;
	sum: number;
	average: number;
	min: number;
	max: number;
	/** Of durations and ages, by the nearest rank; null for counts, and where only statistics are known. */
	percentiles: { p50: number; p90: number; p95: number; p99: number } | null;
};

/** A metric of the run. Dimensions have logical ids where AWS has the names of resources. */
export type ReportedMetric = {
	namespace: string;
	metric: string;
	dimensions: { [name: string]: string };
	/** As CloudWatch names it: `Count`, `Milliseconds`, `Seconds`, `Percent`, `Bytes`. */
	unit: string;
	/** 60, and more in a run of more than a day, so that there are never more than 1,440 periods. */
	periodSeconds: number;
	/** Periods with data points, in order. */
	periods: ReportedMetricPeriod[];
};

/** Takes the data points of one metric. `at` in virtual milliseconds. */
export type Series = { add(at: number, value: number): void; addSet(at: number, set: StatisticSet): void };

/** Statistics in place of data points, as PutMetricData takes them. */
export type StatisticSet = { count: number; sum: number; min: number; max: number };

/** Where readers of the trace put data points. `series` is asked once for each metric, and says what takes its data points. */
export type MetricSink = { series(id: MetricId): Series };

/** How resources are named in dimensions: by their names as AWS has them, or as logical ids. */
export type DimensionNames = {
	function(id: string): string;
	queue(id: string): string;
	stream(id: string): string;
	/** Dimensions of an API in its namespace: ApiName and Stage, or ApiId. */
	api(id: string): Record<string, string>;
};

/** Names of a report: logical ids. */
export const logicalNames: DimensionNames = {
	function: (id) => id,
	queue: (id) => id,
	stream: (id) => id,
	api: (id) => ({ ApiName: id }),
};
