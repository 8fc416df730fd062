import * as esbuild from "esbuild";

/** The service process of esbuild ended in the middle of a build: hostile input can make it do that. */
export class EsbuildDiedError extends Error {}

const GONE = /The service (?:was stopped|is no longer running)|write EPIPE|panic|goroutine|stack overflow/i;

/**
 * Runs esbuild. When its service process dies, it is stopped, so that the next build starts a fresh one.
 * @throws {EsbuildDiedError} When the service died.
 * @throws {esbuild.BuildFailure} When the input has errors.
 */
export function bundle(options: esbuild.BuildOptions): Promise<esbuild.BuildResult> {
	return served(() => esbuild.build({ logLevel: "silent", ...options }));
}

/**
 * Translates one text, without looking at its imports.
 * @throws {EsbuildDiedError} When the service died.
 * @throws {esbuild.TransformFailure} When the text has errors.
 */
export function transform(text: string, options: esbuild.TransformOptions): Promise<esbuild.TransformResult> {
	return served(() => esbuild.transform(text, { logLevel: "silent", ...options }));
}

async function served<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const failure = error as Partial<esbuild.BuildFailure> & Error;
		if (Array.isArray(failure.errors) && !GONE.test(failure.message)) throw error;
		await esbuild.stop();
		throw new EsbuildDiedError(failure.message);
	}
}
