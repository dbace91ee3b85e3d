"""The command line: a verb a stage. Results go to stdout, progress and warnings to stderr.

Exit codes: 0 well, 2 the user's mistake (one line says which), 1 ours or a service's, 130 stopped.
"""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from avatar import __version__
from avatar.commands.ask import ask
from avatar.commands.common import JSON, drop_output, print_json, progress, tell, warn
from avatar.commands.consent import CONSENT, consent_to_note, note_consent
from avatar.commands.facts import facts
from avatar.commands.key import key
from avatar.commands.learn import learn
from avatar.commands.presenter import presenter as presenter_command
from avatar.commands.review import review
from avatar.commands.sheet import (
    LANGUAGE,
    PLATFORM,
    PRODUCT,
    SECONDS,
    SHEET,
    STYLE,
    chosen,
    language_for,
    read_script,
    read_sheet,
)
from avatar.commands.talk import talk
from avatar.commands.voices import PITCH, SPEED, print_voices, voice_order, voices
from avatar.commands.write import write
from avatar.errors import Cancelled, StudioError, UsageError

if TYPE_CHECKING:
    from avatar.batch import Outcome

_F = TypeVar("_F", bound=Callable[..., Any])


def main() -> NoReturn:
    """Run the command line and exit."""
    signal.signal(signal.SIGTERM, _interrupt)  # so that a `kill` tidies up as Ctrl-C does
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; gives the exit code."""
    try:
        code = avatar.main(arguments, prog_name="avatar", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return 2
    except click.ClickException as error:
        return _fail(_one_line(error), 2)
    except (KeyboardInterrupt, click.Abort, Cancelled):
        return _fail("stopped; nothing half-written was kept", 130)
    except StudioError as error:
        return _fail(str(error), error.exit_code)
    except BrokenPipeError:
        drop_output()
        return 1
    except Exception:
        traceback.print_exc()
        return _fail("this is a fault of ours: please report the lines above", 1)
    return code if isinstance(code, int) else 0


def _fail(line: str, code: int) -> int:
    click.secho(f"avatar: {line}", err=True, fg="red" if sys.stderr.isatty() else None)
    return code


def _one_line(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    mend = f" (see {context.command_path} --help)" if context else ""
    return " ".join(error.format_message().split()) + mend


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _options(*options: Callable[[_F], _F]) -> Callable[[_F], _F]:
    """Several options as one decorator, shown in the order given."""

    def decorate(function: _F) -> _F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


_VOICE = click.option(
    "--voice",
    help="auto, warm, espeak, …, or several in order: lin,warm,espeak (see `avatar voices`); the settings' own "
    "(auto) if left out.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="avatar")
def avatar() -> None:
    """A presenter who sells: product facts in, a talking, labelled video out.

    \b
    First steps:
      avatar render avatar/examples/shop.en.yaml --out mug.mp4
      avatar web
      avatar doctor
    """


@avatar.command()
@SHEET
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The video to make, FILE.mp4.")
@PRODUCT
@click.option("--presenter", default="mei", show_default=True, help="A kept presenter (mei, kai) or a photo.")
@_VOICE
@SPEED
@PITCH
@click.option("--scene", default="studio", show_default=True, help="studio, home, festival, or a scene's YAML file.")
@LANGUAGE
@click.option("--size", default="720x1280", show_default=True, metavar="WxH", help="Upright or landscape, even sides.")
@click.option("--fps", default=25, show_default=True, help="24, 25, 30, 48, 50 or 60.")
@STYLE
@SECONDS
@PLATFORM
@click.option(
    "--script",
    "script_file",
    type=click.Path(path_type=Path),
    help="Say this script (JSON from `avatar write --json`), whatever --style and --seconds are.",
)
@click.option("--no-music", is_flag=True, help="Speech alone.")
@CONSENT
@JSON
def render(
    sheet: Path,
    out: Path,
    product: str | None,
    presenter: str,
    voice: str | None,
    speed: str | None,
    pitch: str | None,
    scene: str,
    language: str | None,
    size: str,
    fps: int,
    style: str,
    seconds: int,
    platform: str | None,
    script_file: Path | None,
    no_music: bool,
    consent: str | None,
    as_json: bool,
) -> None:
    """Make one video of a product: script, speech, presenter, stage, file.

    Beside FILE.mp4 come its captions (.srt) and a cover (.png).

    \b
    Example:
      avatar render shop.yaml --product mug --presenter kai --scene home --out mug.mp4
      avatar render shop.yaml --presenter me.jpg --size 1280x720 --out wide.mp4
    """
    from avatar.config import load_settings
    from avatar.render import Renderer, RenderJob, parse_size

    settings = load_settings()
    catalog = read_sheet(sheet)
    script = read_script(script_file, product, language) if script_file else None
    job = RenderJob(
        product=chosen(catalog, script.product_id if script else product),
        presenter=presenter,
        voice=voice_order(voice or settings.voice, speed, pitch),
        scene=scene,
        language=script.language if script else language_for(catalog, language),
        size=parse_size(size),
        fps=fps,
        style=style,
        seconds=seconds,
        script=script,
        music=not no_music,
        sheet=sheet,
        platform=platform,
    )
    record = consent_to_note([presenter], consent)
    with progress() as report:
        result = Renderer(settings).render(job, out, progress=report, warn=warn)
    note_consent(record, out.with_suffix(".consent.json"))
    if as_json:
        print_json({**asdict(result), "script": [asdict(line) for line in result.script.lines]})
    else:
        tell(f"{result.video}  {result.seconds:.1f} s, voice {', '.join(result.voices)}")


@avatar.command()
@click.argument("jobs", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the videos and report.json.")
@click.option("--workers", type=click.IntRange(1, 64), help="Videos rendered at once; one a core if left out.")
@click.option("--consent", metavar="TEXT", help="Who agreed to be shown; noted in DIR/consent.json, for you alone.")
@JSON
def batch(jobs: Path, out: Path, workers: int | None, consent: str | None, as_json: bool) -> None:
    """Make many videos: products × presenters × languages × scenes.

    Run it again and it goes on where it stopped; a job that fails stops no other.

    \b
    Example jobs.yaml:
      sheets: {zh: shop.zh.yaml, en: shop.en.yaml}
      presenters: [mei, kai]
      scenes: [studio, festival]
      size: 720x1280
    \b
    Example:
      avatar batch jobs.yaml --out videos
    """
    from tqdm import tqdm

    from avatar.batch import read_jobs, run_batch
    from avatar.config import load_settings

    settings = load_settings()
    listed = read_jobs(jobs, warn, voice=settings.voice)
    record = consent_to_note([each.job.presenter for each in listed], consent)
    with tqdm(total=len(listed), unit="video", file=sys.stderr, disable=None) as bar:

        def ended(outcome: Outcome) -> None:
            bar.set_postfix_str(outcome.name)
            bar.update()

        outcomes = run_batch(listed, out, settings, workers=workers, ended=ended)
    note_consent(record, out / "consent.json")
    if as_json:
        print_json([asdict(outcome) for outcome in outcomes])
    else:
        _print_table(outcomes, out)
    failed = sum(outcome.state == "failed" for outcome in outcomes)
    if failed:
        raise StudioError(f"{failed} of {len(outcomes)} jobs failed; run the same command again once they are mended")


@avatar.command()
@click.argument("text", required=False)
@click.option("--out", type=click.Path(path_type=Path), help="The sound to make, FILE.wav.")
@_VOICE
@click.option("--language", metavar="zh|en", help="Language of the text; judged by its letters if left out.")
@SPEED
@PITCH
@click.option(
    "--lexicon", type=click.Path(path_type=Path), help="How names are said, FILE.yaml; else the settings' own."
)
@click.option("--voices", "list_them", is_flag=True, help="List the voices there are and stop, as `avatar voices`.")
@click.option("--json", "as_json", is_flag=True, help="Print word and phone times as JSON.")
def say(
    text: str | None,
    out: Path | None,
    voice: str | None,
    language: str | None,
    speed: str | None,
    pitch: str | None,
    lexicon: Path | None,
    list_them: bool,
    as_json: bool,
) -> None:
    """Speak a text into a WAV file, with the times of its words and phones.

    \b
    Example:
      avatar say "这款杯子只要¥99。" --out hello.wav
      avatar say "Only $19.99 today." --voice espeak --out hello.wav --json
      avatar say "Look at this!" --voice lively --speed 1.1 --pitch +2 --out look.wav
    """
    from avatar.config import load_settings
    from avatar.language import guess_language
    from avatar.makings import note_voices
    from avatar.speech.lexicon import read_lexicon
    from avatar.speech.voice import open_voice, speech_to_json
    from avatar.speech.wav import write_wav

    if list_them:
        print_voices(language, as_json)
        return
    if text is None or out is None:
        raise UsageError('say what and where: avatar say "Hello." --out hello.wav')
    if out.suffix.lower() != ".wav":
        raise UsageError(f"--out {out}: the name must end in .wav")
    language = language or guess_language(text)
    order = voice_order(voice or load_settings().voice, speed, pitch)
    known = read_lexicon(lexicon) if lexicon else None
    speech = open_voice(order, language=language, gender=None, warn=warn, lexicon=known).speak(text, language)
    write_wav(out, speech.pcm)
    note_voices([speech.voice], out)
    if as_json:
        print_json(speech_to_json(speech))
    else:
        tell(f"{out}  {speech.seconds:.2f} s, voice {speech.voice}")


@avatar.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535))
def web(host: str, port: int) -> None:
    """Open the studio as a page: make videos, ask about products, set up voice and model.

    \b
    Example:
      avatar web --port 8080
    """
    from web.app import serve

    serve(host, port)


@avatar.command()
@JSON
def doctor(as_json: bool) -> None:
    """Tell what is ready and what is not, each with its mend, and the licences of all parts.

    \b
    Example:
      avatar doctor
    """
    from avatar.doctor import examine, licences

    findings = examine()
    if as_json:
        print_json({"findings": [asdict(one) for one in findings], "licences": [asdict(one) for one in licences()]})
    else:
        for one in findings:
            tell(f"{one.mark} {one.part:16} {one.state}" + (f"\n  {'':16} mend: {one.mend}" if one.mend else ""))
        tell("\nlicences")
        for part in licences():
            tell(f"  {part.name:24} {part.version:12} {part.licence}")
    if any(one.needed and not one.ready for one in findings):
        raise StudioError("something a first video needs is missing; see the mends above")


avatar.add_command(ask)
avatar.add_command(facts)
avatar.add_command(key)
avatar.add_command(learn)
avatar.add_command(review)
avatar.add_command(talk)
avatar.add_command(voices)
avatar.add_command(write)
avatar.add_command(presenter_command)


def _print_table(outcomes: tuple[Outcome, ...], out: Path) -> None:
    width = max(len(outcome.name) for outcome in outcomes)
    for outcome in outcomes:
        length = f"{outcome.seconds:6.1f} s" if outcome.seconds is not None else " " * 8
        took = f"in {outcome.took:5.1f} s" if outcome.took is not None else " " * 10
        tell(f"{outcome.state:6} {outcome.name:{width}} {length} {took}  {outcome.error or ''}".rstrip())
        for warning in outcome.warnings:
            tell(f"       {'':{width}} note: {warning}")
    count = {state: sum(outcome.state == state for outcome in outcomes) for state in ("done", "kept", "failed")}
    tell(f"{count['done']} done, {count['kept']} kept from before, {count['failed']} failed: {out / 'report.json'}")
