/** Where the files of layers lie (L238). */
export const OPT = "/opt/";

/**
 * Files as one function sees them: those of the project by their paths in it, and those of its layers by their absolute paths under /opt.
 */
export class FunctionFiles extends Map<string, string> {
	/** Folders besides its own ancestors in which `require` and `import` look for node_modules: those of NODE_PATH under /opt, in order. */
	readonly nodePath: readonly string[];

	/**
	 * @param layers Folders of the project, in the order in which they are unpacked: a later one replaces files of an earlier one.
	 * @param major Version of Node.js.
	 */
	constructor(files: ReadonlyMap<string, string>, layers: readonly string[], major: string) {
		super(files);
		this.nodePath = layers.length === 0 ? [] : [`${OPT}nodejs/node${major}/`, `${OPT}nodejs/`];
		for (const layer of layers) {
			const own = [...files].filter(([path]) => path.startsWith(layer));
			const inside = own.map(([path, text]): [string, string] => [path.slice(layer.length), text]);
			// A folder with a package.json of its own is what `sam build` makes the folder nodejs of.
			const built = inside.some(([path]) => path.startsWith("nodejs/"))
				? ""
				: inside.some(([path]) => path === "package.json")
					? "nodejs/"
					: "";
			for (const [path, text] of inside) this.set(`${OPT}${built}${path}`, text);
		}
	}
}

/** Files of one function: the project's own map when it has no layers. */
export function filesOfFunction(
	files: ReadonlyMap<string, string>,
	{ layers = [], runtime }: { layers?: readonly string[] | undefined; runtime: string },
): ReadonlyMap<string, string> {
	return layers.length === 0 ? files : new FunctionFiles(files, layers, /\d+/.exec(runtime)?.[0] ?? "");
}

/** Folders of NODE_PATH in which packages of layers are looked for. */
export function layerFolders(files: ReadonlyMap<string, string>): readonly string[] {
	return files instanceof FunctionFiles ? files.nodePath : [];
}

/** Whether a file is deployed with the function, itself or in a layer. @param root Folder of the function: "" or ends in "/". */
export function isDeployed(path: string, root: string): boolean {
	return path.startsWith(OPT) || `${path}/`.startsWith(root);
}

/** Path below /var/task, or the absolute one of a file in a layer. */
export function taskPath(path: string, root: string): string {
	return path.startsWith(OPT) ? path : path.slice(root.length);
}

/** Path as the function sees it. */
export function absolutePath(path: string, root: string): string {
	return path.startsWith(OPT) ? path : `/var/task/${path.slice(root.length)}`;
}

/** Whether a search through the folders above a file ends with this one. */
export function isTopFolder(folder: string, root: string): boolean {
	return folder === root || folder === "" || folder === "/";
}
