import { watch } from "chokidar";

const quietMs = 120;

/**
 * Calls `changed` after a folder changed and then stayed quiet for a moment: an editor that saves writes several times, and a checkout
 * touches many files. A failure is logged, and the next change tries again.
 * @returns Stops watching.
 */
export function onChange(folder: string, changed: () => Promise<void>): () => void {
	let timer: NodeJS.Timeout | undefined;
	const watcher = watch(folder, { ignoreInitial: true, followSymlinks: false });
	watcher.on("all", () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			changed().catch((error: unknown) => console.error("The content could not be read again:", error));
		}, quietMs);
	});
	watcher.on("error", (error) => console.error("The content folder is no longer watched:", error));
	return () => {
		clearTimeout(timer);
		void watcher.close();
	};
}
