"""The checks, in the order their findings are explained to editors. One check, one module, one line here."""

from __future__ import annotations

from content_quality.checks.accidental_heading import accidental_heading
from content_quality.checks.broken_link import broken_link
from content_quality.checks.conflict_marker import conflict_marker
from content_quality.checks.cross_post import cross_post
from content_quality.checks.cut_table import cut_table
from content_quality.checks.empty_section import empty_section
from content_quality.checks.excerpt_text import excerpt_text
from content_quality.checks.flattened_markup import flattened_markup
from content_quality.checks.front_matter_date import front_matter_date
from content_quality.checks.front_matter_keys import front_matter_keys
from content_quality.checks.front_matter_syntax import front_matter_syntax
from content_quality.checks.invisible_character import invisible_character
from content_quality.checks.literal_escape import literal_escape
from content_quality.checks.lost_image import lost_image
from content_quality.checks.machine_text import machine_text
from content_quality.checks.mixed_scripts import mixed_scripts
from content_quality.checks.no_text import no_text
from content_quality.checks.program_value import program_value
from content_quality.checks.reading_time import reading_time
from content_quality.checks.repeated_heading import repeated_heading
from content_quality.checks.repeated_key import repeated_key
from content_quality.checks.repeated_passage import repeated_passage
from content_quality.checks.repeated_sentence import repeated_sentence
from content_quality.checks.replacement_character import replacement_character
from content_quality.checks.self_reference import self_reference
from content_quality.checks.short_list import short_list
from content_quality.checks.shown_html import shown_html
from content_quality.checks.slug_text import slug_text
from content_quality.checks.split_paragraph import split_paragraph
from content_quality.checks.stray_fragment import stray_fragment
from content_quality.checks.tag_names import tag_names
from content_quality.checks.title_in_body import title_in_body
from content_quality.checks.title_text import title_text
from content_quality.checks.truncated_section import truncated_section
from content_quality.checks.unclosed_fence import unclosed_fence
from content_quality.checks.unclosed_markup import unclosed_markup
from content_quality.checks.undefined_reference import undefined_reference
from content_quality.checks.unfilled_placeholder import unfilled_placeholder
from content_quality.checks.unrendered_emphasis import unrendered_emphasis
from content_quality.checks.yaml_surprise import yaml_surprise
from content_quality.core.check import Check
from content_quality.core.cross_post import copied_passages
from content_quality.core.findings import Category, Severity

CHECKS: tuple[Check, ...] = (
    Check("repeated-passage", repeated_passage, Category.DUPLICATES, Severity.BLOCKER, version=7),
    Check("repeated-sentence", repeated_sentence, Category.DUPLICATES, Severity.WARNING, version=5),
    Check("repeated-heading", repeated_heading, Category.DUPLICATES, Severity.WARNING, version=5),
    Check("title-in-body", title_in_body, Category.DUPLICATES, Severity.INFO, version=2, asks_posts=True),
    Check("truncated-section", truncated_section, Category.TRUNCATION, Severity.BLOCKER, version=8),
    Check("split-paragraph", split_paragraph, Category.TRUNCATION, Severity.BLOCKER, version=7),
    Check("stray-fragment", stray_fragment, Category.TRUNCATION, Severity.BLOCKER, version=7),
    Check("empty-section", empty_section, Category.TRUNCATION, Severity.BLOCKER, version=7),
    Check("unclosed-fence", unclosed_fence, Category.TRUNCATION, Severity.BLOCKER, version=5),
    Check("unclosed-markup", unclosed_markup, Category.TRUNCATION, Severity.BLOCKER, version=7),
    Check("accidental-heading", accidental_heading, Category.TRUNCATION, Severity.WARNING, version=4),
    Check("cut-table", cut_table, Category.TRUNCATION, Severity.WARNING, version=3),
    Check("no-text", no_text, Category.TRUNCATION, Severity.BLOCKER, version=2),
    Check("short-list", short_list, Category.TRUNCATION, Severity.INFO, version=2, asks_posts=True),
    Check("machine-text", machine_text, Category.RESIDUE, Severity.BLOCKER, version=9),
    Check("conflict-marker", conflict_marker, Category.RESIDUE, Severity.BLOCKER, version=3),
    Check("replacement-character", replacement_character, Category.RESIDUE, Severity.BLOCKER, version=6),
    Check("invisible-character", invisible_character, Category.RESIDUE, Severity.BLOCKER, version=4),
    Check("unrendered-emphasis", unrendered_emphasis, Category.RESIDUE, Severity.WARNING, version=2),
    Check("mixed-scripts", mixed_scripts, Category.RESIDUE, Severity.WARNING, version=2),
    Check("unfilled-placeholder", unfilled_placeholder, Category.RESIDUE, Severity.WARNING, version=5),
    Check("front-matter-syntax", front_matter_syntax, Category.FRONT_MATTER, Severity.BLOCKER, version=6),
    Check("program-value", program_value, Category.RESIDUE, Severity.WARNING, version=3),
    Check("literal-escape", literal_escape, Category.RESIDUE, Severity.WARNING, version=2),
    Check("flattened-markup", flattened_markup, Category.RESIDUE, Severity.WARNING, version=3),
    Check("undefined-reference", undefined_reference, Category.RESIDUE, Severity.WARNING, version=4),
    Check("broken-link", broken_link, Category.RESIDUE, Severity.WARNING, version=4),
    Check("shown-html", shown_html, Category.RESIDUE, Severity.WARNING, version=2),
    Check("lost-image", lost_image, Category.RESIDUE, Severity.WARNING, version=2),
    Check("repeated-key", repeated_key, Category.FRONT_MATTER, Severity.BLOCKER, version=4),
    Check("front-matter-keys", front_matter_keys, Category.FRONT_MATTER, Severity.BLOCKER, version=7),
    Check("front-matter-date", front_matter_date, Category.FRONT_MATTER, Severity.BLOCKER, version=6),
    Check("yaml-surprise", yaml_surprise, Category.FRONT_MATTER, Severity.WARNING, version=5),
    Check("title-text", title_text, Category.FRONT_MATTER, Severity.BLOCKER, version=6),
    Check("excerpt-text", excerpt_text, Category.FRONT_MATTER, Severity.WARNING, version=5, asks_posts=True),
    Check("tag-names", tag_names, Category.FRONT_MATTER, Severity.WARNING, version=4, asks_posts=True),
    Check("slug-text", slug_text, Category.FRONT_MATTER, Severity.WARNING, version=2, asks_posts=True),
    Check("self-reference", self_reference, Category.FRONT_MATTER, Severity.WARNING, version=2),
    Check("reading-time", reading_time, Category.READING_TIME, Severity.WARNING, version=5, asks_posts=True),
)

# What the gate asks for before anything is released: every check on the post itself, and its comparison with all
# others.
CROSS_POST = Check(copied_passages.NAME, cross_post, Category.CROSS_POST, Severity.BLOCKER, copied_passages.VERSION)
EVIDENCE: tuple[Check, ...] = (*CHECKS, CROSS_POST)
