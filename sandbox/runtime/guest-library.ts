/**
 * The text of what lives inside the isolate besides learner code: console, timers, Node built-ins, handler loader. The parent process
 * makes it once (`buildGuestLibrary` in sandbox/build) and hands it to each worker, so that no worker ever needs esbuild or its files.
 */
export type GuestLibrary = {
	text: string;
	/** Content hash of `text`: the key under which a process keeps its V8 snapshot. */
	hash: string;
};
