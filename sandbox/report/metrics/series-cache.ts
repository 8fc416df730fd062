import type { MetricSink, Series } from "./metric.ts";

/** The series that a reader has asked its sink for: it asks once for each. */
export class SeriesCache {
	#namespace: string;
	#sink: MetricSink;
	#known = new Map<string, Series>();

	constructor(namespace: string, sink: MetricSink) {
		this.#namespace = namespace;
		this.#sink = sink;
	}

	of(metric: string, dimensions: Readonly<Record<string, string>>, unit = "Count"): Series {
		const key = `${metric}\n${Object.entries(dimensions).flat().join("\n")}`;
		let series = this.#known.get(key);
		if (!series) {
			series = this.#sink.series({ namespace: this.#namespace, metric, dimensions, unit });
			this.#known.set(key, series);
		}
		return series;
	}
}
