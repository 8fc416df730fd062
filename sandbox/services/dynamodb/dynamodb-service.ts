import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import { done, failed } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import { itemOf } from "./attribute-value.ts";
import { dynamodbApi } from "./dynamodb-api.ts";
import type { Tables } from "./item-operations.ts";
import { Table } from "./table.ts";
import type { TableStream } from "./table-stream.ts";

/** The tables of a stack. */
export class DynamodbService {
	readonly streams: readonly TableStream[];
	readonly api: ServiceApi;

	constructor(cloud: Cloud) {
		const { run, stack } = cloud;
		const all = stack.tables.map((table) => new Table(run, table));
		const byId = new Map(all.map((table) => [table.config.id, table]));
		this.streams = all.flatMap(({ stream }) => stream ?? []);
		this.api = dynamodbApi(run, finding(all, run.scenario.region), all);
		cloud.accept("dynamodb", ({ table: id, action, item: given }, label) => {
			const table = byId.get(id);
			if (!table) throw new SimulatorError("UNKNOWN_TABLE", `The traffic writes to ${id}; the template has no such table.`);
			const item = itemOf(given);
			const key = table.keyIn(item);
			if (typeof key !== "string") table.change(key, action === "put" ? item : undefined, { label });
			else
				run.recorder.record({
					at: run.simulation.now,
					kind: "table.writeRefused",
					table: id,
					action,
					code: "ValidationException",
					message: key,
				});
		});
	}
}

function finding(tables: readonly Table[], region: string): Tables {
	const byName = new Map(tables.flatMap((table) => [[table.config.name, table] as const, [table.config.arn, table] as const]));
	return {
		find(nameOrArn) {
			const table = byName.get(nameOrArn);
			return table ? done(table) : failed("ResourceNotFoundException", "Requested resource not found");
		},
		arnOf: (nameOrArn) => (nameOrArn.startsWith("arn:") ? nameOrArn : arnOf("dynamodb", region, `table/${nameOrArn}`)),
	};
}
