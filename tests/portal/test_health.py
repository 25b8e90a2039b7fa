from django.db import OperationalError


def test_health_is_public_and_says_nothing_else(client, db):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok"}


def test_health_says_when_the_database_is_gone(client, monkeypatch, db):
    def gone():
        raise OperationalError("no route to host")

    with monkeypatch.context() as patch:
        patch.setattr("portal.views.health.connection.cursor", gone)
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"status": "failing", "database": "unreachable"}
