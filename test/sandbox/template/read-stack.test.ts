import { describe, expect, it } from "vitest";
import { readStack } from "#sandbox/template/read-stack.ts";

const HEAD = "Transform: AWS::Serverless-2016-10-31";
const read = (text: string, file = "template.yaml") => readStack(file, text, "eu-central-1");
const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);

/** A template with one function, whose properties begin in line 6, and more sections after it. */
function withFunction(properties: string, rest = ""): string {
	const all = `Handler: handler.handler\nRuntime: nodejs24.x\n${properties}`;
	return `${HEAD}\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${indented(all, "      ")}\n${rest}`;
}
function only(text: string) {
	const result = read(text);
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	expect(result.functions).toHaveLength(1);
	return { ...result.functions[0], notSimulated: result.notSimulated };
}
function problemsOf(text: string, file?: string) {
	const result = read(text, file);
	return result.ok ? [] : result.problems;
}
const variable = (value: string, rest = "") => only(withFunction(`Environment: { Variables: { VALUE: ${value} } }`, rest));

describe("a function", () => {
	it("has Lambda's defaults where the template says nothing", () => {
		expect(only(withFunction(""))).toEqual({
			name: "Fn",
			functionName: "Fn",
			handler: "handler.handler",
			runtime: "nodejs24.x",
			memoryMb: 128,
			timeoutMs: 3000,
			architecture: "x86_64",
			environment: {},
			codeUri: "",
			line: 3,
			notSimulated: [],
		});
	});

	it("has what its properties say", () => {
		const properties = `MemorySize: 10240
Timeout: 900
Architectures: [arm64]
ReservedConcurrentExecutions: 0
FunctionName: orders
CodeUri: ./src//orders/
Environment:
  Variables: { TEXT: a, NUMBER: 1, YES: true }`;
		expect(only(withFunction(properties))).toMatchObject({
			memoryMb: 10_240,
			timeoutMs: 900_000,
			architecture: "arm64",
			reservedConcurrency: 0,
			functionName: "orders",
			codeUri: "src/orders/",
			environment: { TEXT: "a", NUMBER: "1", YES: "true" },
			notSimulated: [],
		});
	});

	it("takes Globals where it says nothing itself, and both sets of variables", () => {
		const globals =
			"Globals:\n  Function:\n    Timeout: 10\n    MemorySize: 512\n    Environment: { Variables: { AA: global, BB: global } }\n";
		const fn = only(withFunction("Timeout: 20\nEnvironment: { Variables: { BB: own, CC: own } }", globals));
		expect(fn).toMatchObject({ timeoutMs: 20_000, memoryMb: 512, environment: { AA: "global", BB: "own", CC: "own" } });
	});

	it("reads the same from JSON, indented with tabs", () => {
		const template = {
			Transform: "AWS::Serverless-2016-10-31",
			Resources: { Fn: { Type: "AWS::Serverless::Function", Properties: { Handler: "a.b", Runtime: "nodejs22.x", Timeout: 7 } } },
		};
		const result = read(JSON.stringify(template, null, "\t"), "template.json");
		expect(result).toMatchObject({
			ok: true,
			functions: [{ name: "Fn", handler: "a.b", runtime: "nodejs22.x", timeoutMs: 7000, line: 4 }],
		});
	});
});

describe("intrinsic functions", () => {
	const parameters = "Parameters:\n  Stage:\n    Default: prod\n  BareArn:\n    Type: String\n";

	it.each([
		["!Ref Stage", "prod"],
		["{ Ref: Stage }", "prod"],
		["!Ref AWS::Region", "eu-central-1"],
		["!Ref AWS::AccountId", "123456789012"],
		["!Ref AWS::StackName", "warmstart"],
		["!Ref Topic", "arn:aws:sns:eu-central-1:123456789012:Topic"],
		['!Sub "$' + "{Stage}-$" + "{AWS::Region}-$" + '{!Literal}"', "prod-eu-central-1-$" + "{Literal}"],
		['!Sub ["$' + "{a}/$" + '{Stage}", { a: 1 }]', "1/prod"],
		["!GetAtt Topic.TopicName", "Topic"],
		['!Sub "$' + '{Topic.TopicName}!"', "Topic!"],
		["!Join ['-', [a, !Ref Stage]]", "a-prod"],
		["!Select [1, !Split [',', 'a,b']]", "b"],
		["!FindInMap [Sizes, !Ref Stage, Big]", "9"],
		["!If [IsProd, yes-it-is, no]", "yes-it-is"],
		["!If [IsOther, a, b]", "b"],
		["!Base64 hi", "aGk="],
	])("%s", (value, expected) => {
		const rest = `${parameters}Mappings:\n  Sizes:\n    prod: { Big: 9 }\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\n  IsOther: !Not [Condition: IsProd]\n`;
		const topic = "  Topic:\n    Type: AWS::SNS::Topic\n";
		expect(variable(value, topic + rest)).toMatchObject({ environment: { VALUE: expected }, notSimulated: [] });
	});

	it("AWS::NoValue takes a value away", () => {
		expect(variable("!Ref AWS::NoValue").environment).toEqual({});
	});

	it.each([
		["!Ref BareArn", "the parameter BareArn has no Default"],
		["!GetAtt Topic.Version", "the attribute Version of Topic is not simulated"],
		["!ImportValue x", "Fn::ImportValue is not simulated: the value belongs to another stack"],
		['"{{resolve:ssm:/orders/key}}"', "the dynamic reference {{resolve:ssm:…}}"],
		["!If [Unknown, a, b]", "its condition cannot be evaluated"],
	])("%s, which cannot be known, is named with its line", (value, what) => {
		const topic = "  Topic:\n    Type: AWS::SNS::Topic\n";
		expect(variable(value, topic + parameters).notSimulated).toEqual([{ line: 8, what, consequence: "The value is taken as missing." }]);
	});
});

describe("a problem of the template", () => {
	it.each([
		["broken YAML", `${HEAD}\nResources:\n  Fn: [`, 3, /^template.yaml is not valid YAML/, /indentation/],
		["a tab", `${HEAD}\nResources:\n\tFn: 1`, 3, /not valid YAML/, /spaces/],
		["a name given twice", withFunction("Timeout: 1\nTimeout: 2"), 9, /"Timeout" twice/, /Remove one/],
		["an unknown tag", withFunction("Timeout: !Nonsense 1"), 8, /Unknown tag !Nonsense/, /intrinsic/],
		["no Transform", withFunction("").replace(HEAD, "Description: x"), 1, /does not say that it is a SAM template/, /Transform:/],
		["no Handler", withFunction("").replace(/.*Handler.*\n/, ""), 3, /Fn has no Handler/, /Handler: handler.handler/],
		["a long Handler", withFunction("").replace("handler.handler", `${"a".repeat(127)}.b`), 6, /longer than 128/, /Shorten/],
		["no Runtime", withFunction("").replace(/.*Runtime.*\n/, ""), 3, /Fn has no Runtime/, /nodejs24.x/],
		[
			"another runtime",
			withFunction("").replace("nodejs24.x", "nodejs99.x"),
			7,
			/nodejs99.x of Fn is not simulated/,
			/nodejs20.x, nodejs22.x/,
		],
		["MemorySize 127", withFunction("MemorySize: 127"), 8, /MemorySize of Fn is 127/, /from 128 to 10240/],
		["MemorySize 10241", withFunction("MemorySize: 10241"), 8, /10241/, /from 128 to 10240/],
		["/tmp of 511 MB", withFunction("EphemeralStorage: { Size: 511 }"), 8, /EphemeralStorage of Fn is 511/, /from 512 to 10240/],
		["/tmp without a size", withFunction("EphemeralStorage: {}"), 8, /has no Size/, /Size: 1024/],
		["MemorySize in halves", withFunction("MemorySize: 128.5"), 8, /whole number of megabytes/, /from 128/],
		["Timeout 0", withFunction("Timeout: 0"), 8, /Timeout of Fn is 0/, /from 1 to 900/],
		["Timeout 901", withFunction("Timeout: 901"), 8, /Timeout of Fn is 901/, /from 1 to 900/],
		["Timeout as a word", withFunction("Timeout: long"), 8, /Timeout of Fn is long/, /from 1 to 900/],
		["an unknown architecture", withFunction("Architectures: [risc]"), 8, /Architectures of Fn/, /arm64/],
		["CodeUri above the project", withFunction("CodeUri: ../other"), 8, /leads out of the project/, /within the project/],
		["CodeUri in S3", withFunction("CodeUri: s3://bucket/key"), 8, /not a folder of the project/, /relative/],
		["a logical id with a dash", withFunction("").replace("Fn:", "my-fn:"), 3, /"my-fn" is not a logical id/, /letters and digits/],
		["the logical id __proto__", withFunction("").replace("Fn:", "__proto__:"), 3, /"__proto__" is not a logical id/, /letters and digits/],
		["a resource without a Type", `${HEAD}\nResources:\n  Fn: {}`, 3, /Fn has no Type/, /Type: AWS/],
		["no Resources", HEAD, 1, /has no Resources/, /Resources:/],
		["an empty text", "", 1, /must be a map/, /indentation/],
		[
			"no function at all",
			`${HEAD}\nResources:\n  T:\n    Type: AWS::SQS::Queue`,
			3,
			/no function that can be simulated/,
			/Add a resource/,
		],
		[
			"a Ref to nothing",
			withFunction("Role: !Ref Nothing"),
			8,
			/Unresolved resource dependencies \[Nothing\] in the Resources block/,
			/add it/,
		],
		["a circle of one", withFunction("Role: !Sub 'x-${Fn.Arn}'"), 3, /^Circular dependency between resources: \[Fn\]$/, /Break the circle/],
		[
			"a condition that is not there",
			withFunction("").replace("    Properties:", "    Condition: Never\n    Properties:"),
			5,
			/Unresolved condition dependency Never in the Resources block/,
			/Add Never to Conditions/,
		],
		["an unknown section of Globals", withFunction("", "Globals:\n  Lambda: {}\n"), 10, /'Lambda' is not supported/, /Function, Api/],
		[
			"a property of one function in Globals",
			withFunction("", "Globals:\n  Function:\n    FunctionName: x\n"),
			11,
			/'FunctionName' is not a supported property of 'Function'/,
			/Move FunctionName/,
		],
		[
			"a reserved variable (L110)",
			withFunction("Environment: { Variables: { AWS_REGION: x } }"),
			8,
			/AWS_REGION is a reserved/,
			/another name/,
		],
		["a variable of one letter (L110)", withFunction("Environment: { Variables: { A: x } }"), 8, /"A" is not a name/, /two characters/],
		["the variable __proto__", withFunction("Environment: { Variables: { __proto__: x } }"), 8, /"__proto__" is not a name/, /letter/],
		["a list as a variable", withFunction("Environment: { Variables: { AA: [1] } }"), 8, /AA of Fn is not a text/, /text/],
		["variables one level too high", withFunction("Environment: { STAGE: x }"), 8, /Environment of Fn has STAGE/, /Environment.Variables/],
	])("%s has file, line and cure", (_, text, line, message, cure) => {
		const [problem] = problemsOf(text);
		expect(problem).toEqual({
			message: expect.stringMatching(message),
			place: { file: "template.yaml", line, column: expect.any(Number) },
			cure: expect.stringMatching(cure),
		});
	});

	it("counts names and values of the variables: 4096 bytes pass, 4097 do not (L110)", () => {
		expect(problemsOf(withFunction(`Environment: { Variables: { AB: ${"é".repeat(2047)} } }`))).toEqual([]);
		const [problem] = problemsOf(withFunction(`Environment: { Variables: { AB: ${"é".repeat(2047)}a } }`));
		expect(problem?.message).toMatch(/exceeded the 4KB limit/);
		expect(problem?.cure).toMatch(/4097 bytes/);
	});

	it("does not hide the others", () => {
		expect(problemsOf(withFunction("Timeout: 901\nMemorySize: 1"))).toHaveLength(2);
	});
});

describe("what is not simulated", () => {
	it("is named with its line and the consequence", () => {
		const text = withFunction(
			"Events: { Skill: { Type: AlexaSkill } }\nPolicies: x\nLayers: [arn:aws:lambda:eu-central-1:123456789012:layer:elsewhere:3]\nVpcConfig: {}\nFileSystemConfigs: []\nconstructor: 1",
			"  Pool:\n    Type: AWS::Cognito::UserPool\nOutputs: {}\nExtras: 1\n",
		).replace("    Properties:", "    Foo: Bar\n    Properties:");
		expect(only(text).notSimulated.sort((a, b) => a.line - b.line)).toEqual([
			{ line: 5, what: "Foo of Fn", consequence: "It is ignored." },
			{
				line: 9,
				what: "the event Skill (AlexaSkill) of Fn",
				consequence: "No such event source calls the function; the traffic of the scenario does.",
			},
			{
				line: 10,
				what: "the managed policy arn:aws:iam::aws:policy/x",
				consequence: "What it allows is not known here: it is taken to allow everything.",
			},
			{
				line: 11,
				what: "the layer arn:aws:lambda:eu-central-1:123456789012:layer:elsewhere:3",
				consequence: "It is not in this template: nothing of it is under /opt, and nothing can be imported from it.",
			},
			{ line: 12, what: "VpcConfig of Fn", consequence: "The function reaches the simulated network as if it had none." },
			{ line: 13, what: "FileSystemConfigs of Fn", consequence: "It is ignored." },
			{ line: 14, what: "constructor of Fn", consequence: "It is ignored." },
			{ line: 15, what: "Pool (AWS::Cognito::UserPool)", consequence: expect.stringMatching(/does not exist in the simulation/) },
			{ line: 18, what: "Extras", consequence: "It is ignored." },
		]);
	});

	it("is not passed over in Globals", () => {
		const { notSimulated } = only(withFunction("", "Globals:\n  Function:\n    VpcConfig: {}\n"));
		expect(notSimulated).toEqual([{ line: 11, what: "VpcConfig of Fn", consequence: expect.stringMatching(/network/) }]);
	});
});

describe("a hostile template", () => {
	it("of YAML aliases is refused where the first one stands", () => {
		const bomb = `${HEAD}\na: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]`;
		expect(problemsOf(bomb)[0]).toMatchObject({ message: expect.stringContaining("aliases"), place: { line: 3 } });
	});

	it.each(["[", "{a: ", "- ", "? "])("of %j a hundred thousand times is refused", (opening) => {
		expect(problemsOf(opening.repeat(100_000))).toHaveLength(1);
	});

	it("cannot reach a prototype", () => {
		const fn = only(
			withFunction("__proto__: { Timeout: 9 }\nEnvironment: { Variables: { constructor: a, toString: b } }", "__proto__: { x: 1 }\n"),
		);
		expect(fn.timeoutMs).toBe(3000);
		expect(fn.environment).toEqual(JSON.parse('{"constructor":"a","toString":"b"}'));
		expect(fn.notSimulated.map((one) => one.what).sort()).toEqual(["__proto__", "__proto__ of Fn"]);
		expect(({} as { x?: number }).x).toBeUndefined();
	});

	it("cannot run in circles", () => {
		const mapping = only(withFunction("MemorySize: !FindInMap [M, A, B]", "Mappings:\n  M:\n    A:\n      B: !FindInMap [M, A, B]\n"));
		expect(mapping.notSimulated).toEqual([expect.objectContaining({ what: "Fn::FindInMap is not allowed here" })]);
		const condition = only(withFunction("MemorySize: !If [C, 256, 512]", "Conditions:\n  C: !Equals [!If [C, a, b], a]\n"));
		expect(condition.notSimulated).toEqual([expect.objectContaining({ what: "its condition cannot be evaluated" })]);
	});

	it("cannot multiply", () => {
		let text = "x";
		for (let level = 0; level < 20; level++) text = `!Sub ["$${"{a}$".repeat(7)}{a}", { a: ${text} }]`;
		expect(variable(text).notSimulated[0]?.what).toMatch(/more than 65536 characters/);
		const chain = Array.from({ length: 15 }, (_, n) => `  C${n}: !And [${Array(9).fill(`{ Condition: C${n + 1} }`)}]\n`);
		expect(only(withFunction("MemorySize: !If [C0, 256, 512]", `Conditions:\n${chain.join("")}  C15: !Equals [a, a]\n`)).memoryMb).toBe(
			256,
		);
	});

	it("of very many keys is read in reasonable time", { timeout: 4000 }, () => {
		const keys = Array.from({ length: 40_000 }, (_, n) => `k${n}: 1`).join("\n");
		expect(only(withFunction(keys)).notSimulated).toHaveLength(40_000);
	});
});
