// What `npm start` and `npm test` need before they can begin. Plain JavaScript without dependencies: it runs before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";

/** The Node binary that the lock file pins; isolated-vm's prebuilt binaries fit this one. */
export function pinnedNode() {
	const link = join(projectRoot, "node_modules", ".bin", windows ? "node.cmd" : "node");
	if (existsSync(link)) return link;
	throw new Error(
		`The pinned Node is missing for ${process.platform}-${process.arch}. Delete node_modules and run npm start again; installs with --omit=optional do not work.`,
	);
}

/**
 * Runs a command with our own terminal.
 * @returns {Promise<number>} Its exit code; a signal counts as 1.
 */
export function run(command, args, { env = {}, forwardTermination = false, quiet = false } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: projectRoot,
			stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
			env: { ...process.env, ...env },
			shell: windows && command.endsWith(".cmd"),
		});
		let output = "";
		child.stdout?.on("data", (chunk) => (output += chunk));
		child.stderr?.on("data", (chunk) => (output += chunk));
		if (forwardTermination) process.on("SIGTERM", () => child.kill("SIGTERM"));
		child.once("error", reject);
		child.once("exit", (code) => {
			if (quiet && code !== 0) process.stderr.write(output);
			resolve(code ?? 1);
		});
	});
}

function npm(args, options) {
	const cli = process.env.npm_execpath;
	return cli?.endsWith(".js") ? run(process.execPath, [cli, ...args], options) : run(windows ? "npm.cmd" : "npm", args, options);
}

function readIfThere(path) {
	return existsSync(path) ? readFileSync(path, "utf8") : null;
}

/** Installs when the lock file is not the one that was installed last. */
export async function ensureInstalled() {
	if (Number(process.versions.node.split(".")[0]) < 20) {
		console.error(`Warmstart needs Node 20 or newer to begin with; this is ${process.version}.`);
		process.exit(1);
	}
	const stamp = join(projectRoot, "node_modules", ".warmstart-lock");
	const lock = createHash("sha256")
		.update(readFileSync(join(projectRoot, "package-lock.json")))
		.digest("hex");
	if (readIfThere(stamp) === lock) return;
	console.log("Installing (once, about 20 seconds) …");
	const code = await npm(["ci", "--no-audit", "--no-fund"], { quiet: true });
	if (code !== 0) {
		console.error("Installing failed; what npm said stands above. Check the network and run the command again.");
		process.exit(1);
	}
	writeFileSync(stamp, lock);
}

const sources = [
	"app",
	"content/catalog",
	"content/index.ts",
	"db",
	"facts",
	"sandbox",
	"public",
	"package.json",
	"package-lock.json",
	"vite.config.ts",
	"react-router.config.ts",
	"tsconfig.json",
];

function* filesBelow(path) {
	if (!existsSync(path)) return;
	if (statSync(path).isFile()) return yield path;
	for (const entry of readdirSync(path).sort()) yield* filesBelow(join(path, entry));
}

function sourceHash() {
	const hash = createHash("sha256");
	for (const source of sources) {
		for (const file of filesBelow(join(projectRoot, source))) hash.update(file.slice(projectRoot.length)).update(readFileSync(file));
	}
	return hash.digest("hex");
}

/** Builds when a source changed since the last build. */
export async function ensureBuilt() {
	const stamp = join(projectRoot, "build", ".source-hash");
	const wanted = sourceHash();
	if (readIfThere(stamp) === wanted && existsSync(join(projectRoot, "build/server/index.js"))) return;
	console.log("Building (about 10 seconds) …");
	const code = await run(pinnedNode(), ["scripts/build.mjs"], { quiet: true, env: { NODE_ENV: "production" } });
	if (code !== 0) {
		console.error("The build failed; its messages stand above.");
		process.exit(1);
	}
	mkdirSync(join(projectRoot, "build"), { recursive: true });
	writeFileSync(stamp, wanted);
}
