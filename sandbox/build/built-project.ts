import type { FunctionServiceConfig } from "#sandbox/stack/function-config.ts";
import type { Stack } from "#sandbox/stack/stack.ts";

/** The values of Runtime that are simulated. 20 behaves like 22, and both unlike 24, in what a handler may see (L77-L98). */
export type NodeRuntime = "nodejs20.x" | "nodejs22.x" | "nodejs24.x";

/** What INIT loads. A handler that is not there is part of it, since the loader finds that out in the simulation (L68-L72). */
export type FunctionCode = {
	/** Calls `__warmstart((steps, overrun, context) => ({ table, bodies }))`, metered, and nothing else (sandbox/runtime/guest/modules/modules.ts). */
	script: string;
	/** Source map (version 3, JSON) of `script`. Sources are paths relative to the project's root. */
	sourceMap: string;
	/** Bytes of the learner's own files in the script; what the model of INIT is charged by. */
	sourceBytes: number;
	/** Sources that are CommonJS, if any; stack traces show their path without `file://`, as Node does. */
	commonJs?: string[];
	/** Packages of the list that it asks for, and those that they use, by id (`packages` of the project), if any. */
	packages?: string[];
	/** Built-in modules that the function's own files name, without `node:`, if any. */
	builtins?: string[];
	/** Files that JavaScript cannot read, if any: where, and what V8 would say when they are loaded (L71). */
	syntaxErrors?: { file: string; line: number; column: number; message: string }[];
};

/** Levels of console lines, from the least (L116). */
export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

/** Levels of the platform's own events (L116). */
export type SystemLogLevel = "DEBUG" | "INFO" | "WARN";

/** An alias: the version that it points to, and possibly a second one with its share of the requests, from 0 to 1 (L215, L216). */
export type BuiltAlias = { name: string; version: string; additional?: { version: string; weight: number } };

/** A published version. All have the code of the project. */
export type BuiltVersion = { version: string; provisionedConcurrency?: number };

export type BuiltFunction = {
	/** How the service invokes it, as far as the template says it. */
	service?: FunctionServiceConfig;
	/** `$LATEST` or a number, of what a later deployment made within a run; else it follows from `alias`. */
	version?: string;
	/** Number of the later deployment that brought its code; absent for the code of the first one. */
	revision?: number;
	/** Logical id in the template. */
	name: string;
	/** FunctionName of the template, as in `context.functionName`; the logical id when absent. */
	functionName?: string;
	runtime: NodeRuntime;
	/** As the template says it; resolved in the simulation, since a bad one is an error of INIT (L69, L70). */
	handler: string;
	memoryMb: number;
	timeoutMs: number;
	/** Size of /tmp in megabytes (L229); 512 when the template does not say it. */
	ephemeralStorageMb?: number;
	architecture: "x86_64" | "arm64";
	reservedConcurrency?: number;
	/** AutoPublishAlias, or the first alias that points to a version: requests of a scenario go to it. It points to version 1 alone unless `aliases` says otherwise (L218). */
	alias?: string;
	/** Environments that are initialised ahead of requests, of all versions together; of version 1 unless `versions` says otherwise (L138). */
	provisionedConcurrency?: number;
	/** All aliases, when there are others than one of the name `alias` that points to version 1. */
	aliases?: BuiltAlias[];
	/** Published versions, when there are others than 1 or not all that is provisioned belongs to it. */
	versions?: BuiltVersion[];
	/** New environments are restored from a snapshot of version 1 (L222). */
	snapStart?: {
		/** AWS does not offer it for a ZIP package of Node.js (L221): what it would answer. */
		whatIf: string;
	};
	/** Present when the function logs in the JSON format (L115); lines below the level are dropped (L116, L117), and system events below theirs. */
	logging?: { level: LogLevel; system: SystemLogLevel };
	/** The function's own variables (L110), intrinsics resolved. */
	environment: Record<string, string>;
	/** Path of the function's root within the project: "" or ends in "/". It is /var/task at run time. */
	codeUri: string;
	/** Folders of its layers within the project, in the order in which they are unpacked to /opt (L238). */
	layers?: string[];
	/** Paths under /var/task, or absolute ones of files in layers, and texts of its files, when its code may read them. */
	taskFiles?: (readonly [string, string])[];
	code: FunctionCode;
};

/** A later deployment of a function, within a run: the function as it is from then on. */
export type BuiltDeployment = { at: number; fn: BuiltFunction /** Share of the alias that it gets for good. */; weight?: number };

/** A part of the template or the code that was read but is not simulated. */
export type NotSimulated = { line: number; what: string; consequence: string };

/** A project that can be simulated. Plain JSON: it travels to the worker process as text. */
export type BuiltProject = {
	functions: BuiltFunction[];
	/** In the order of their time; absent when the scenario has none. */
	deployments?: BuiltDeployment[];
	/** What the template deploys besides functions. */
	stack: Stack;
	notSimulated: NotSimulated[];
	/** Files of the packages that functions import, by id, each there once; absent when there are none. */
	packages?: Record<string, BuiltUnit>;
	/** File of the snapshot that has the texts which `packages` leaves out, if it leaves any out. */
	packageSnapshot?: string;
};

/** A file of an installed package, as a module of its own. */
export type BuiltUnit = {
	/** Size of its source, in bytes. */
	bytes: number;
	/** Whether it asks for node:fs. */
	files?: true;
	/** Its script; absent when the snapshot that environments are made from has it. */
	text?: string;
};
