"""What follows from a verdict: what is released where, which findings are accepted, what is asked and kept."""

from __future__ import annotations

from content_quality.core.records import dataclass

# pictures, sound, film, fonts and what version control keeps in a folder; generators copy them as they are
OTHER_FILES = (
    "*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp", "*.avif", "*.svg", "*.ico", "*.bmp",
    "*.mp3", "*.m4a", "*.ogg", "*.wav", "*.mp4", "*.webm", "*.mov", "*.vtt", "*.srt",
    "*.pdf", "*.zip", "*.gz", "*.woff", "*.woff2", ".gitkeep", ".gitignore", ".DS_Store",
)  # fmt: skip


# what a post's own folder often holds besides those: data that a browser never runs
BUNDLE_FILES = ("*.csv", "*.tsv", "*.json", "*.geojson", "*.yaml", "*.yml", "*.toml", "*.txt", "*.bib", "*.gpx")


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate does with verdicts."""

    release_review: bool = True  # release posts whose worst finding is a warning, and list them
    # files beside posts (pictures, sound, film, fonts, PDF, archives) that `content-quality gate` lets pass although
    # the manifest does not name them; a pattern with a slash is of the path from the root, another one of the name
    other_files: tuple[str, ...] = OTHER_FILES


@dataclass(frozen=True, slots=True)
class WaiverRules:
    """Waivers: accepted findings, in the file `content-quality.waivers.toml` beside the settings."""

    default_days: int = 30  # how long one lasts that names no end
    # one that lasts longer does not count; long enough for a season, short enough to be looked at again
    most_days: int = 180
    inline: bool = False  # whether a comment in a post may excuse a finding of that post; never a blocker
    # what an edit calls in of a post that is published with debt: near, findings that are new or near the edit;
    # all, everything that the post owes
    debt_after_edit: str = "near"


@dataclass(frozen=True, slots=True)
class Release:
    """Where cleared posts go. The manifest always says what was released, in the release folder of the state."""

    # folder: copy them; git: commit them to a branch; object-store: put them under a prefix; manifest: only say so
    policy: str = "folder"
    # for folder: another place, such as a mounted bucket, relative to the settings file; empty: beside the manifest
    folder: str = ""
    repository: str = "."  # for git: relative to the settings file
    branch: str = "released"  # for git; its commits hold the cleared posts at their own paths, and the manifest
    # for object-store: such as s3://bucket/site; the posts lie in posts/ below it, beside manifest.jsonl
    prefix: str = ""
    # for object-store: the Airflow connection that may write there; empty: the scheme's own default
    connection: str = ""
    # for folder and object-store: source, each post at its path in the site, such as content/post/index.md, for a site
    # with one source; release, below the name of its source
    paths: str = "release"
    # whether the files of a post that owns its folder, such as post/index.md of Hugo, are released with the post
    bundles: bool = True
    # which files besides those of `gate.other_files` belong to such a post; all other files are never released
    bundle_files: tuple[str, ...] = BUNDLE_FILES
    bundle_max_files: int = 200  # of one post; a gallery of photographs has some 100. A post with more is held
    bundle_max_bytes: int = 50_000_000  # of all files of one post together; a post with more is held


@dataclass(frozen=True, slots=True)
class Repairs:
    """Repairs of held posts: whether the gate proposes them, and where one goes that a person sends."""

    propose: bool = True  # for each held post; the dashboard shows the repair, and the alert names it
    # draft: a file that an editor takes over; git: a branch of the repository that the source lies in; pull-request:
    # such a branch, pushed to the source's remote, and a request of the forge to merge it
    send_as: str = "draft"
    folder: str = ""  # for draft: relative to the settings file; empty: the folder `repaired` of the state
    branch: str = "content-quality/repair"  # for git and pull-request: how the names of the branches begin
    forge: str = "github"  # for pull-request: the requests that the forge takes: github (Gitea, Forgejo too) or gitlab
    # for pull-request: the address of the API, such as https://git.example.org/api/v4; empty: that of github.com or
    # gitlab.com
    forge_url: str = ""
    project: str = ""  # for pull-request: such as owner/name; empty: as the address of the remote says
    remote: str = "origin"  # for pull-request, where the source is a folder: the remote of its repository
    # for pull-request: the branch that is to take the repair; empty: the one that is checked out, or that a git source
    # reads
    base: str = ""
    # for pull-request: the Airflow connection whose password is a token of the forge; an extra `private_key` and
    # `known_hosts` where the branch is pushed over ssh
    connection: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """The weekly look at all posts under today's policy, and what is kept of it."""

    cron: str = "30 3 * * 1"  # in the site's time zone: Monday, half past three, before the daily run
    backups: int = 8  # back-ups of the store that are kept: two months
    # what an audit saw of single posts, and how batches were cut into shards, is kept so long; sums and decisions for
    # ever
    details_days: int = 90
    # held posts that readers already see, from which the first batch of a source counts as the first look at an
    # archive: one alert message with the causes, no question about a single post; 0: never
    first_look_posts: int = 20


@dataclass(frozen=True, slots=True)
class Review:
    """Whether people are asked about held posts, in Airflow's list of required actions."""

    automatic: bool = True  # ask when a batch is decided; false: only when somebody starts `review_held_posts`
    days: int = 7  # how long a question stays open; then the post stays held
    # questions about one batch; where more posts are held, the questions say how many are not asked about
    most_posts: int = 20
    # posts of one batch with the same causes; where more are held, one question is about them all: a pattern. 0: never
    pattern_posts: int = 20
