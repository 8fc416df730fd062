import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { BuiltUnit } from "./built-project.ts";
import { bundle } from "./esbuild-service.ts";
import { packageRoot } from "./package-root.ts";
import { ASKED, exportsOf, type ImportKind, nodeBuild, type PackageUnit, packageUnit, unitId } from "./package-unit.ts";
import { allowedPackages, isAllowedPackage } from "./packages.ts";

/** What an import of a package of the list gives. */
export type PackageBundle = {
	/** Id of its unit. The same for `import` and `require` when Node takes the same file. */
	id: string;
	format: PackageUnit["format"];
	/** Names that an ES module exports; empty for CommonJS. */
	exports: readonly string[];
	/** Ids of all units that it needs, itself among them, in order of their names. */
	units: readonly string[];
};

const bundles = new Map<string, Promise<PackageBundle>>();
/** Files with their texts. */
type Unit = BuiltUnit & { text: string };
const units = new Map<string, Unit>();

/**
 * Bundles a package from this program's own node_modules, once per process. The only part of the build of a project that reads a disk.
 * What it imports stays units of their own, as files of node_modules are: whoever imports @smithy/core gets the same one.
 * @param specifier One that `isAllowedPackage` knows.
 * @throws {SimulatorError} When it is not on the list.
 * @throws {esbuild.BuildFailure} When the package has no such file.
 */
export function bundlePackage(specifier: string, kind: ImportKind): Promise<PackageBundle> {
	if (!isAllowedPackage(specifier)) throw new SimulatorError("PACKAGE_NOT_ALLOWED", `${JSON.stringify(specifier)} is not on the list.`);
	const key = `${kind} ${specifier}`;
	let made = bundles.get(key);
	if (!made) {
		made = build(specifier, kind);
		bundles.set(key, made);
		made.catch(() => bundles.delete(key));
	}
	return made;
}

/** What was bundled, as plain JSON: what an import gives by kind and specifier, and files by id. */
export type BundledPackages = { bundles: Record<string, PackageBundle>; units: Record<string, Unit> };

/** Takes what another process has bundled from the same files in the same way. */
export function rememberPackages(known: BundledPackages): void {
	for (const [key, made] of Object.entries(known.bundles)) if (!bundles.has(key)) bundles.set(key, Promise.resolve(made));
	for (const [id, unit] of Object.entries(known.units)) if (!units.has(id)) units.set(id, unit);
}

/** Bundles the packages of the AWS SDK that are on the list: the ones that share most, and are long. */
export async function bundleSdk(): Promise<BundledPackages> {
	const all: BundledPackages = { bundles: {}, units: {} };
	for (const { name } of allowedPackages.filter((one) => one.name.startsWith("@aws-sdk/"))) {
		for (const kind of ["import", "require"] satisfies ImportKind[]) {
			const made = await bundlePackage(name, kind);
			all.bundles[`${kind} ${name}`] = made;
			for (const id of made.units) all.units[id] = units.get(id) as Unit;
		}
	}
	return all;
}

/**
 * Files of packages that were bundled, by id.
 * @param held Ids of those whose text is left out.
 */
export function builtUnits(ids: Iterable<string>, held: ReadonlySet<string>): Record<string, BuiltUnit> {
	const found: Record<string, BuiltUnit> = {};
	for (const id of ids) {
		const unit = units.get(id);
		if (!unit) throw new SimulatorError("PACKAGE_NOT_BUNDLED", `${id} was not bundled.`);
		const { text: _, ...withoutText } = unit;
		found[id] = held.has(id) ? withoutText : unit;
	}
	return found;
}

async function build(specifier: string, kind: ImportKind): Promise<PackageBundle> {
	const path = await entryPath(specifier, kind);
	const entry = await packageUnit(unitId(path));
	// Only the form of an ES module tells its exports.
	const names = entry.format === "esm" ? await exportsOf(path) : [];
	return { id: entry.id, format: entry.format, exports: names, units: await allUnits(entry) };
}

/** Units may import each other in circles, so that none waits for what it uses. */
async function allUnits(entry: PackageUnit): Promise<string[]> {
	const known = new Set<string>();
	let open: PackageUnit[] = [entry];
	while (open.length > 0) {
		for (const { id, text, bytes, builtins } of open) {
			known.add(id);
			const files = builtins.some((name) => name === "fs" || name === "fs/promises");
			units.set(id, files ? { bytes, files, text } : { bytes, text });
		}
		const next = new Set(open.flatMap(({ uses }) => uses.filter((id) => !known.has(id))));
		open = await Promise.all([...next].map(packageUnit));
	}
	return [...known].sort();
}

/** The file that Node.js would take. */
async function entryPath(specifier: string, kind: ImportKind): Promise<string> {
	let found = "";
	await bundle({
		...nodeBuild,
		absWorkingDir: packageRoot(),
		entryPoints: [specifier],
		plugins: [
			{
				name: "entry of a package",
				setup(build) {
					build.onResolve({ filter: /.*/ }, async (args) => {
						if (args.pluginData === ASKED) return undefined;
						const asked = kind === "import" ? "import-statement" : "require-call";
						const result = await build.resolve(specifier, { kind: asked, resolveDir: packageRoot(), pluginData: ASKED });
						found = result.path;
						return result.errors.length > 0 ? { errors: result.errors } : { path: specifier, namespace: "entry" };
					});
					build.onLoad({ filter: /.*/, namespace: "entry" }, () => ({ contents: "" }));
				},
			},
		],
	});
	return found;
}
