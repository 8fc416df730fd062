import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { Cloud } from "../cloud.ts";
import { itemOf } from "./attribute-value.ts";
import { Table } from "./table.ts";
import type { TableStream } from "./table-stream.ts";

/** DynamoDB as far as a stream needs it: tables of whole items. */
export class DynamodbService {
	readonly streams: readonly TableStream[];

	constructor(cloud: Cloud) {
		const { run, stack } = cloud;
		const tables = new Map(stack.tables.map((table) => [table.id, new Table(run, table)]));
		this.streams = [...tables.values()].flatMap(({ stream }) => stream ?? []);
		cloud.accept("dynamodb", ({ table: id, action, item }, label) => {
			const table = tables.get(id);
			if (!table) throw new SimulatorError("UNKNOWN_TABLE", `The traffic writes to ${id}; the template has no such table.`);
			const result = table[action](itemOf(item), label);
			if (!result.ok)
				run.recorder.record({
					at: run.simulation.now,
					kind: "table.writeRefused",
					table: id,
					action,
					code: result.code,
					message: result.message,
				});
		});
	}
}
