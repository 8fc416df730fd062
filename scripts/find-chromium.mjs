// Finds a Chromium for the browser tests; on Debian as root it installs the distribution's own.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const candidates = [
	process.env.CHROMIUM_PATH,
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
	"/usr/bin/google-chrome-stable",
	"/snap/bin/chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

function installed() {
	return candidates.find((path) => path && existsSync(path)) ?? null;
}

/** @returns {string | null} The path of an executable, or null when there is none and none could be installed. */
export function findChromium() {
	const found = installed();
	if (found !== null) return found;
	const debianAsRoot = process.platform === "linux" && existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;
	if (!debianAsRoot) return null;
	console.log("Installing Debian's Chromium for the browser tests …");
	const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
	spawnSync("apt-get", ["update"], options);
	spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], options);
	return installed();
}
