"""Operation that describes the token of the request."""

from lms.api.v1.blueprint import bp
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.schemas import TokenFacts


@bp.get("/token")
@Operation("Show the token of this request", TokenFacts)
def token(call: Call) -> ApiResponse:
    """Lists the scopes that are valid now."""
    program = call.program
    facts = TokenFacts(
        name=program.name,
        is_service=program.is_service,
        scopes=list(program.scopes),
        expires_at=program.expires_at,
        last_used_on=program.last_used_on,
    )
    return ApiResponse(facts)
