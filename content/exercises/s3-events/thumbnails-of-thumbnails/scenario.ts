import { defineScenario } from "#sandbox/scenario.ts";

type Upload = { at: number; key: string; bytes: number; deliveries?: number };

// No two photos have the same size, so that the size of a thumbnail tells what it was made of.
const photos: Upload[] = [
	{ at: 0, key: "photos/lamp.jpg", bytes: 400 },
	{ at: 3_000, key: "photos/red lamp (1).jpg", bytes: 440 },
	{ at: 6_000, key: "photos/lamp+shade.jpg", bytes: 480 },
	{ at: 9_000, key: "photos/für Zoë, 50% off.jpg", bytes: 520, deliveries: 2 },
	{ at: 12_000, key: "photos/sofa.jpg", bytes: 560 },
	// The sofa again, from a better side.
	{ at: 21_000, key: "photos/sofa.jpg", bytes: 640 },
];
const wanted = Object.entries(Object.fromEntries(photos.map(({ key, bytes }) => [key.replace("photos/", "thumbs/"), bytes / 4])));
const upload = ({ at, key, bytes, deliveries = 1 }: Upload) => ({
	at,
	label: key,
	send: { service: "s3" as const, bucket: "Photos", key, body: "0123456789".repeat(bytes / 10), deliveries },
});

const missing = `(
	$changes := objectChanges;
	$filter(${JSON.stringify(wanted.map(([key, bytes]) => ({ key, bytes })))}, function($of) { $not($changes[key = $of.key][-1].bytes = $of.bytes) })
)`;
const key = "$string(event.Records[0].s3.object.key)";
const isPhoto = `($substringBefore(${key}, "/") = "photos" and $substring(${key}, -4) = ".jpg")`;
const looped = `invocations[($i := $; $substringBefore(${key}, "/") = "thumbs" and $count($$.calls[invocation = $i.n and method = "PUT"]) > 0)]`;
const failed = 'invocations[status != "succeeded"]';

export default defineScenario({
	seed: 309,
	durationMs: 300_000,
	traffic: [
		...photos.map(upload),
		upload({ at: 15_000, key: "photos/price list.pdf", bytes: 680 }),
		upload({ at: 18_000, key: "photos/oops.jpg", bytes: 720 }),
		{ at: 18_050, label: "photos/oops.jpg: deleted", send: { service: "s3", bucket: "Photos", action: "delete", key: "photos/oops.jpg" } },
	],
	checks: [
		{
			id: "no-loop",
			title: "No thumbnail is made of a thumbnail",
			actual: `$count(${looped})`,
			expected: 0,
			moment: `${looped}[0].n`,
			why: "The function was called for what it had written itself, and wrote again. Where a function writes into the bucket that calls it, a filter has to keep the two apart.",
		},
		{
			id: "every-photo",
			title: "Every photo has a thumbnail of its newest content, under its own name",
			actual: `$count(${missing})`,
			expected: 0,
			moment: `$exists(${failed}) ? ${failed}[0].n : invocations[0].n`,
			why: "A photo has no thumbnail, or an old one, or one under another name. Compare the key in the event with the name of the object: the event has it encoded, as a form would send it.",
		},
		{
			id: "only-photos",
			title: "The function is called for photos, and for nothing else",
			actual: `$count(invocations[$not(${isPhoto})])`,
			expected: 0,
			moment: `invocations[$not(${isPhoto})][0].n`,
			why: "The function was started for an object that is no photo, only to find that out. The notification of the bucket can filter by the beginning and the end of the key.",
		},
		{
			id: "no-failures",
			title: "No invocation fails",
			actual: `$count(${failed})`,
			expected: 0,
			moment: `${failed}[0].n`,
			why: "An invocation failed, so Lambda tried it twice more. A photo that is gone by the time you look is no error, and no further attempt brings it back.",
		},
	],
});
