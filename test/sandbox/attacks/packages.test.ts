import { beforeAll, describe, expect, it } from "vitest";
import { endings, outcomeOf } from "../lambda/run-project.ts";
import { type Attacked, attack, body, expectNoHarm } from "./attacks.ts";

const imports = 'import _ from "lodash"; import moment from "moment"; import * as uuid from "uuid"; import { nanoid } from "nanoid";';

/** Clocks and chance of packages: they must be the simulated ones. */
const clocks: Record<string, string> = {
	"moment()": "moment().valueOf()",
	"moment's local form": "moment().format()",
	"moment.now": "moment.now()",
	"lodash's now": "_.now()",
	"lodash's random": "_.random(1, 1e9)",
	"lodash's shuffle": "_.shuffle(_.range(20))",
	"lodash's sample": "_.sampleSize(_.range(100), 5)",
	"lodash's context of its own": "_.runInContext().now()",
	"uuid v1 with clock and node": "uuid.v1()",
	"uuid v4": "uuid.v4()",
	"uuid v7 with its clock": "uuid.v7()",
	nanoid: "nanoid()",
};

/** Ways through packages to something else than this realm. */
const doors: Record<string, [code: string, kind: string]> = {
	"a template of lodash": ["_.template('<%= (0, eval)(\\'this\\') %>')()", "string"],
	"an import for templates": ["_.template('<% out.push(this, arguments) %>', { imports: { out: [] } })", "function"],
	"a context of lodash": ["_.runInContext({})", "function"],
	"a path of lodash through constructors": ["_.get({}, 'constructor.constructor')('return this')()", "object"],
	"an invocation by lodash": ["_.invoke({}, 'constructor.constructor', 'return process')()", "object"],
	"lodash itself": ["_", "function"],
	"moment itself": ["moment", "function"],
	"uuid itself": ["uuid", "object"],
	"a locale of moment by path": ["moment.locale('../../../etc/passwd')", "string"],
};

/** [what one environment changes in a package, what another one looks for]. */
const leftovers: Record<string, [leave: string, look: string]> = {
	"a mixin of lodash": ["_.mixin({ left: () => 1 });", "'left' in _"],
	"a setting of lodash": ["_.templateSettings.imports.left = 1;", "'left' in _.templateSettings.imports"],
	"a number of lodash": ["_.uniqueId(); _.uniqueId();", "_.uniqueId() !== '1'"],
	"a merge into the prototype": ["_.set({}, 'constructor.prototype.left', 1); Object.prototype.left = 1;", "'left' in {}"],
	"a locale of moment": ["moment.updateLocale('en', { months: Array(12).fill('left') });", "moment().format('MMMM') === 'left'"],
	"a clock of moment": ["moment.now = () => 0;", "moment().year() === 1970"],
};

describe("a package that handlers import (S1, S6, S8)", () => {
	const attackers = {
		...Object.fromEntries(Object.entries(clocks).map(([name, code]) => [name, body(`return ${code};`, imports)])),
		...Object.fromEntries(Object.entries(doors).map(([name, [code]]) => [name, body(`return reach(event, () => (${code}));`, imports)])),
	};
	let first: Attacked;
	let second: Attacked;
	beforeAll(async () => {
		first = await attack(attackers);
		second = await attack(attackers);
	});

	it.each(Object.keys(clocks))("takes time and chance from the simulation: %s", (name) => {
		expect(first.endingsOf(name).map((ended) => ended.status)).toEqual(["succeeded"]);
		expect(second.answersOf(name)).toEqual(first.answersOf(name));
	});

	it.each(Object.entries(doors))("is no way to the host: %s", (name, [, kind]) => {
		expect(first.answersOf(name)).toEqual([[kind, []]]);
	});

	it("does no harm to a function beside it", () => {
		expectNoHarm(first);
	});

	it.each(Object.entries(leftovers))("is another one in each environment: %s stays where it was made", async (_, [leave, look]) => {
		const source = `${imports}
export const handler = async (event) => { if (event.leave) { ${leave} await new Promise((ok) => setTimeout(ok, 50)); return "left"; } return ${look}; };`;
		const traffic = [true, false].map((leave) => ({ at: 0, event: { leave } }));
		const { trace } = await outcomeOf(source, {}, { traffic });
		const ended = endings(trace).toSorted((a, b) => a.invocation - b.invocation);
		expect(ended.map(({ environment, response }) => [environment, response])).toEqual([
			[1, '"left"'],
			[2, "false"],
		]);
	});
});

describe("the AWS SDK in a handler (S1, S8)", () => {
	const sdk = 'import * as s3 from "@aws-sdk/client-s3"; import * as sqs from "@aws-sdk/client-sqs"; const queue = new sqs.SQSClient({});';
	const sdkDoors: Record<string, [code: string, kind: string]> = {
		"a client with all that it holds": ["queue", "object"],
		"all exports of a client": ["s3", "object"],
		credentials: ["queue.config.credentials()", "object"],
		"an error of a request": [
			"queue.send(new sqs.SendMessageCommand({ QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/q', MessageBody: 'a' }))",
			"throws AccessDenied",
		],
		"a file that credentials are asked from": ["new sqs.SQSClient({ profile: '../../etc/passwd' }).config.region()", "string"],
		"a command with a prototype's name": [
			"new s3.S3Client({}).send(new s3.GetObjectCommand({ Bucket: '__proto__', Key: 'constructor' }))",
			"throws AccessDenied",
		],
	};
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await attack(
			Object.fromEntries(Object.entries(sdkDoors).map(([name, [code]]) => [name, body(`return reach(event, () => (${code}));`, sdk)])),
		);
	});

	it.each(Object.entries(sdkDoors))("is no way to the host: %s", (name, [, kind]) => {
		expect(attacked.answersOf(name)).toEqual([[kind, []]]);
	});

	it("does no harm to a function beside it", () => {
		expectNoHarm(attacked);
	});
});
