"""`avatar voices`: who can speak, how they sound, and voices of one's own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatar.commands.common import JSON, print_json, tell, warn
from avatar.errors import UsageError

if TYPE_CHECKING:
    from avatar.speech.listing import Listed

SPEED = click.option("--speed", metavar="FACTOR", help="How fast: 0.5 to 2, 1 as usual.")
PITCH = click.option("--pitch", metavar="±SEMITONES", help="How high: -12 to +12, 0 as usual.")
_SAMPLES = {
    "zh": "大家好，欢迎来到直播间。这款杯子今天只要99元，喜欢的朋友别错过。",
    "en": "Hello everyone and welcome. This mug is only $19.90 today, so take a good look.",
    "ja": "みなさん、こんにちは。きょうは よい マグカップを ごしょうかいします。",
    "ko": "여러분 안녕하세요. 오늘은 좋은 머그컵을 소개합니다.",
    "es": "Hola a todos y bienvenidos. Hoy les presento una taza muy bonita.",
    "de": "Hallo zusammen und herzlich willkommen. Heute zeige ich euch eine schöne Tasse.",
    "fr": "Bonjour à tous et bienvenue. Aujourd'hui, je vous présente une jolie tasse.",
}
_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",), ("ffplay", "-nodisp", "-autoexit", "-v", "error"))
_LONGEST_SAMPLE = 60


@click.group(invoke_without_command=True)
@click.option("--language", metavar="zh|en", help="Only those that speak it.")
@click.option("--play", metavar="NAME", help="Let a voice speak a sample.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the sample of --play goes, FILE.wav.")
@SPEED
@PITCH
@JSON
@click.pass_context
def voices(
    context: click.Context,
    language: str | None,
    play: str | None,
    out: Path | None,
    speed: str | None,
    pitch: str | None,
    as_json: bool,
) -> None:
    """List the voices, let one speak, keep voices of your own.

    Any of them goes after --voice, and so does an order of several: the next speaks where one fails.

    \b
    Example:
      avatar voices --language zh
      avatar voices --play warm --language en --speed 1.1
      avatar voices keep lin --server http://localhost:8880/v1 --voice lin --consent "of: Li Na; by: herself"
      avatar say "Hello." --voice lin,warm,espeak --out hello.wav
    """
    if context.invoked_subcommand is not None:
        return
    if play is not None:
        _play(voice_order(play, speed, pitch), language, out)
        return
    if out or speed or pitch:
        raise UsageError("--out, --speed and --pitch belong to a sample: avatar voices --play warm --out warm.wav")
    print_voices(language, as_json)


@voices.command()
@click.argument("name")
@click.option("--server", metavar="URL", help="Where the voice is: an address that ends in /v1.")
@click.option("--voice", metavar="ID", help="What the server calls it.")
@click.option("--model", metavar="NAME", help="Which of the server's models.")
@click.option("--key-env", metavar="VARIABLE", help="The environment variable that holds the server's key.")
@click.option("--language", metavar="zh|en", help="What it speaks (zh or zh,en); anything is tried if left out.")
@click.option("--gender", type=click.Choice(["woman", "man"]))
@click.option("--title", metavar="TEXT", help="What people are shown instead of NAME.")
@click.option(
    "--consent", required=True, metavar="TEXT", help="Whose voice, who agreed, when and what for; or: generated."
)
def keep(
    name: str,
    server: str | None,
    voice: str | None,
    model: str | None,
    key_env: str | None,
    language: str | None,
    gender: str | None,
    title: str | None,
    consent: str,
) -> None:
    """Keep a cloned voice as NAME, with its owner's consent.

    A voice that your settings name ([voices.NAME]) needs no --server and --voice here. The consent is
    for this voice alone; a face's is another.

    \b
    Example:
      avatar voices keep lin --server http://localhost:8880/v1 --voice lin --language zh \\
        --consent "of: Li Na; by: herself; on: 2026-03-01; for: our shop's videos"
    """
    from avatar.config import NamedVoice, load_settings
    from avatar.speech.kept import keep_voice, voices_folder
    from avatar.speech.server import Server

    own = None
    if server is not None or voice is not None:
        if server is None or voice is None:
            raise UsageError("say both where the voice is (--server) and what it is called there (--voice)")
        own = NamedVoice(
            backend="server",
            server=Server(server).url,
            voice=voice,
            model=model,
            key_env=key_env,
            language=language,
            gender=gender,
            title=title,
            cloned=True,
        )
    keep_voice(name, own, consent, load_settings())
    tell(f"{name}  kept in {voices_folder() / name}; use it with --voice {name}")


@voices.command()
@click.argument("name")
def show(name: str) -> None:
    """Tell what is kept of a voice of your own.

    \b
    Example:
      avatar voices show lin
    """
    from avatar.config import load_settings
    from avatar.speech.kept import consent_of, kept_folder, own_voices

    voice = own_voices(load_settings()).get(name)
    if voice is None:
        kept_folder(name)  # raises, naming the nearest
        raise UsageError(f"voice {name}: is damaged; remove it: avatar voices remove {name}")
    tell(f"{name}  {' '.join(part for part in (voice.backend, voice.server, voice.voice) if part)}")
    record = consent_of(name, voice)
    if record:
        tell(f"consent      {record.statement}\nrecorded     {record.recorded}")
    elif voice.cloned:
        tell("consent      none on record; it does not speak")


@voices.command()
@click.argument("name")
def remove(name: str) -> None:
    """Withdraw a kept voice: its record, its kept speech and every file made with it on this machine.

    Copies that were given away, and files moved or cut since, are yours to find.

    \b
    Example:
      avatar voices remove lin
    """
    from avatar.makings import unmake_voice

    removed = unmake_voice(name)
    for path in removed:
        tell(f"removed {path}")
    tell(f"{name}  removed, and {len(removed)} file{'' if len(removed) == 1 else 's'} made with it")


def voice_order(voices: str, speed: str | None, pitch: str | None) -> str:
    """An order of voices, each to speak at that speed and pitch unless it says otherwise itself."""
    from avatar.speech.casting import checked

    for name, value in (("speed", speed), ("pitch", pitch)):
        if value is not None:
            checked(name, value)
            voices = ",".join(
                f"{part} {name}={value}" if f" {name}=" not in part else part for part in voices.split(",")
            )
    return voices


def print_voices(language: str | None, as_json: bool) -> None:
    """The voices of a language, or all; raises UsageError where there is none."""
    from avatar.config import load_settings
    from avatar.speech.listing import listed
    from avatar.speech.roster import voices as known

    rows = listed(language, load_settings())
    if not known(language) and not any(row.language for row in rows):
        raise UsageError(f"--language {language}: no voice is kept for it; leave --language out to see all")
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        mark = "ok" if row.ready else "--"
        tell(f"{mark} {row.name:32} {row.language or 'any':5} {row.gender or '':6} {row.title:20} {_can(row)}")
    for why in dict.fromkeys(row.why for row in rows if not row.ready):
        name, *more = dict.fromkeys(row.name for row in rows if row.why == why)
        warn(f"{name}{f' and {len(more)} more' if more else ''}: {why}")


def _can(row: Listed) -> str:
    told = [f"times {row.words}"]
    told += [name for name in ("speed", "pitch", "style") if getattr(row, name)]
    told += ["streams"] if row.streams else []
    return ", ".join([*told, "online" if row.online else "offline"])


def _play(order: str, language: str | None, out: Path | None) -> None:
    from avatar.config import load_settings
    from avatar.language import primary
    from avatar.speech.casting import parts
    from avatar.speech.listing import listed
    from avatar.speech.voice import open_voice
    from avatar.speech.wav import write_wav

    first = parts(order)[0].name
    own = next((row.language for row in listed(None, load_settings(), look=False) if row.name == first), None)
    chosen = primary(language) if language else own or "en"
    text = _SAMPLES.get(chosen)
    if text is None:
        raise UsageError(f'--language {chosen}: no sample is kept for it; say your own: avatar say "…" --voice {first}')
    if out is not None and out.suffix.lower() != ".wav":
        raise UsageError(f"--out {out}: the name must end in .wav")
    path = out or Path(tempfile.gettempdir()) / f"avatar-sample-{'-'.join(first.replace('/', '-').split(':'))}.wav"
    speech = open_voice(order, chosen, None, warn).speak(text, chosen)
    write_wav(path, speech.pcm)
    played = _sounded(path)
    tell(f"{path}  {speech.seconds:.2f} s, voice {speech.voice}" + ("" if played else "  (no player found: open it)"))


def _sounded(path: Path) -> bool:
    """Play a sound with what the system has; whether anything played it."""
    for player in _PLAYERS:
        if shutil.which(player[0]):
            try:
                done = subprocess.run(
                    [*player, str(path)],
                    timeout=_LONGEST_SAMPLE,
                    check=False,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except (OSError, subprocess.TimeoutExpired):
                continue
            if done.returncode == 0:
                return True
    return False
