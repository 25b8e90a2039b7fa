"""Settings by place: ``base`` is shared; ``dev``, ``test`` and ``prod`` complete it."""
