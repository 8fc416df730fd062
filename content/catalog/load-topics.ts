import { join } from "node:path";
import { z } from "zod";
import type { ContentProblem, Topic } from "#content/catalog/catalog.ts";
import type { Finding, Read } from "#content/catalog/finding.ts";
import { levels, slugSchema } from "#content/catalog/question.ts";
import { schemaFindings } from "#content/catalog/schema-findings.ts";
import { readTextFile } from "#content/catalog/text-file.ts";
import { readYaml } from "#content/catalog/yaml-with-lines.ts";

const file = "topics.yaml";

const topicsSchema = z
	.array(
		z.strictObject({
			slug: slugSchema,
			title: z.string().min(3).max(60),
			level: z.enum(levels),
			summary: z.string().min(8).max(160),
		}),
	)
	.min(1);

/** The topics in the order of the syllabus, which is the order of the file. */
export async function loadTopics(contentFolder: string, problems: ContentProblem[]): Promise<Map<string, Topic>> {
	const topics = await readTopics(join(contentFolder, file));
	if (topics.ok) return new Map(topics.value.map((topic) => [topic.slug, topic]));
	problems.push(...topics.findings.map((finding) => ({ file, ...finding })));
	return new Map();
}

async function readTopics(path: string): Promise<Read<Topic[]>> {
	const text = await readTextFile(path);
	if (!text.ok) return text;
	const yaml = readYaml(text.value, 1);
	if (!yaml.ok) return yaml;
	const parsed = topicsSchema.safeParse(yaml.value.value);
	if (!parsed.success) return { ok: false, findings: schemaFindings(parsed.error.issues, topicsSchema, yaml.value) };
	const slugs = parsed.data.map((topic) => topic.slug);
	const twice: Finding[] = slugs.flatMap((slug, index) =>
		slugs.indexOf(slug) === index
			? []
			: [{ line: yaml.value.lineOf([index, "slug"]), message: `has the topic "${slug}" twice`, cure: "Join the two." }],
	);
	return twice.length > 0 ? { ok: false, findings: twice } : { ok: true, value: parsed.data };
}

/** For a folder that is named as no topic is. */
export function notATopic(folder: string): ContentProblem {
	return { file: folder, line: 1, message: "is not a topic", cure: "Use a slug of topics.yaml as the folder's name." };
}
