/** An npm package that handlers may import. */
export type AllowedPackage = {
	/** As a handler names it. */
	name: string;
	/** What it is for, in one line. */
	about: string;
	/** Paths below the package that may be imported as well, besides the package itself. */
	paths?: RegExp;
};

/**
 * The packages that handlers may import: those that run in the simulator as they do in Node.js, each proven by a test
 * (test/sandbox/runtime/packages.test.ts). Their text comes from this program's own node_modules, in the installed version.
 */
export const allowedPackages: readonly AllowedPackage[] = [
	{ name: "uuid", about: "UUIDs of all versions: make, read, validate." },
	{ name: "lodash", about: "Functions for lists, objects and texts.", paths: /^[a-zA-Z]+$/ },
	{ name: "moment", about: "Dates and durations, the older library." },
	{ name: "date-fns", about: "Dates and durations as single functions." },
	{ name: "nanoid", about: "Short random ids." },
	{ name: "zod", about: "Schemas that validate and type what comes in." },
	{ name: "@middy/core", about: "Middlewares around a handler." },
	{ name: "@middy/http-cors", about: "Middy: headers for CORS." },
	{ name: "@middy/http-error-handler", about: "Middy: HTTP responses of errors." },
	{ name: "@middy/http-event-normalizer", about: "Middy: the fields of HTTP events, always there." },
	{ name: "@middy/http-header-normalizer", about: "Middy: names of headers in one form." },
	{ name: "@middy/http-json-body-parser", about: "Middy: JSON bodies, parsed." },
	{ name: "@middy/validator", about: "Middy: events and responses, validated by JSON Schema.", paths: /^transpile$/ },
	{ name: "@aws-lambda-powertools/logger", about: "Powertools: structured logs.", paths: /^(?:middleware|correlationId)$/ },
	{ name: "@aws-lambda-powertools/metrics", about: "Powertools: metrics in the Embedded Metric Format.", paths: /^middleware$/ },
	{ name: "@aws-lambda-powertools/batch", about: "Powertools: batches with partial failures.", paths: /^parser$/ },
	{ name: "@aws-lambda-powertools/jmespath", about: "Powertools: parts of an event by JMESPath.", paths: /^(?:envelopes|functions)$/ },
	{
		name: "@aws-lambda-powertools/parser",
		about: "Powertools: events parsed by schemas.",
		paths: /^(?:middleware|helpers|errors|(?:schemas|envelopes)(?:\/[a-z\d-]+)?|helpers\/dynamodb)$/,
	},
];

/** @returns Whether a specifier is on the list: exactly a package, or a path that its entry allows. */
export function isAllowedPackage(specifier: string): boolean {
	return allowedPackages.some(({ name, paths }) => {
		if (specifier === name) return true;
		return paths !== undefined && specifier.startsWith(`${name}/`) && paths.test(specifier.slice(name.length + 1));
	});
}

/** What is told of a package that is not on the list. */
export function packageProblem(specifier: string): { message: string; cure: string } {
	if (specifier === "aws-sdk" || specifier.startsWith("aws-sdk/")) {
		return {
			message: `The package ${JSON.stringify(specifier)} (version 2 of the AWS SDK) is not part of the current runtimes.`,
			cure: "Lambda's Node.js runtimes since 18 bring version 3 only: use its clients, @aws-sdk/client-….",
		};
	}
	if (specifier.startsWith("@aws-sdk/")) {
		return {
			message: `The package ${JSON.stringify(specifier)} is not simulated.`,
			cure: "The clients of the AWS SDK are not part of the simulation yet; call the simulated network with fetch.",
		};
	}
	const names = allowedPackages.map(({ name }) => name).join(", ");
	return {
		message: `The package ${JSON.stringify(specifier)} is not simulated and cannot be installed here.`,
		cure: `Packages that can be imported: ${names}. Import files of the project by ./ and built-in modules by node:.`,
	};
}
