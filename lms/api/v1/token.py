"""What a program may ask about its own token."""

from lms.api.v1.blueprint import bp
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.schemas import TokenFacts


@bp.get("/token")
@Operation("Tell about the token of this request", TokenFacts)
def token(call: Call) -> ApiResponse:
    """Its scopes are those that count at this moment."""
    program = call.program
    facts = TokenFacts(
        name=program.name,
        is_service=program.is_service,
        scopes=list(program.scopes),
        expires_at=program.expires_at,
        last_used_on=program.last_used_on,
    )
    return ApiResponse(facts)
