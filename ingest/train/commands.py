"""`cellpact train`: rebuild the encoder, which reads names and links."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.components.names import MODEL
from ingest.errors import ModelError


def train(  # noqa: PLR0913, PLR0917 - one parameter an option
    releases: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of annotated releases.")],
    corpora: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder of the open corpora.")],
    encoder: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="Folder of the published encoder: model.safetensors.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", file_okay=False, help="Where the model goes.")] = MODEL,
    held_out: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write here the ids of releases that the model did not see, one a line."),
    ] = None,
    model_version: Annotated[str, typer.Option(help="What the model will call itself.")] = "local",
    seed: Annotated[int, typer.Option(help="The same seed and data give the same model on one machine.")] = 0,
    threads: Annotated[int, typer.Option(min=1, help="Threads of the fitting.")] = 2,
) -> None:
    """Rebuild the model of names and links from annotated releases and the open corpora (needs the `train` extra)."""
    try:
        import torch  # noqa: PLC0415 - gigabytes that only this command needs

        from ingest.train.run import Sources  # noqa: PLC0415
        from ingest.train.run import train as run  # noqa: PLC0415
    except ImportError as error:
        raise ModelError(
            f"training needs {error.name}, which is not installed", next_step="install `cellpact[train]`"
        ) from error
    torch.set_num_threads(threads)
    run(
        Sources(releases, corpora, encoder),
        output,
        version=model_version,
        seed=seed,
        held_out=held_out,
        report=lambda line: typer.echo(line, err=True),
    )
