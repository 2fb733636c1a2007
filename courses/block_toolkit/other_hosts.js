/* For hosts that want a token with each post: sends a block's form by the host's own jQuery, which
   adds it, then shows the page anew. Payung's own pages do not load this. */
function PayungForms(runtime, element) {
  "use strict";
  var $ = window.jQuery;

  function showProblems(form, answer) {
    var problems = (answer.responseJSON || {}).problems || { post: answer.statusText };
    var note = $('<ul class="payung-errsum" role="alert"></ul>');
    $.each(problems, function (_, text) {
      note.append($("<li></li>").text(text));
    });
    form.children(".payung-errsum").remove();
    form.prepend(note);
  }

  $(element).on("submit", "form[method=post]", function (event) {
    var form = $(this);
    var fields = form.serializeArray();
    var pressed = (event.originalEvent || {}).submitter;
    event.preventDefault();
    if (pressed && pressed.name) {
      fields.push({ name: pressed.name, value: pressed.value });
    }
    $.ajax({ type: "POST", url: form.attr("action"), data: $.param(fields) })
      .done(function () {
        window.location.reload();
      })
      .fail(function (answer) {
        showProblems(form, answer);
      });
  });
}
