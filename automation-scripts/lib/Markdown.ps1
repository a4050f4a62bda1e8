# Links and anchors of Markdown texts, as GitHub understands them.

# The lines of a text in which code is blanked, so that columns stay.
function Get-MarkdownLine {
    param([string] $Text)
    $fence = $null
    $blankBefore = $true # where a line that is set in by four is code
    $inList = $false # where it is more of a list
    foreach ($line in $Text.Replace("`r", '').Split("`n")) {
        if ($fence) {
            if ($line -match "^\s{0,3}$fence+\s*$") { $fence = $null }
            ''
        } elseif ($line -match '^\s*(```+|~~~+)') {
            $fence = [regex]::Escape($Matches[1])
            ''
        } elseif ($blankBefore -and -not $inList -and $line -match '^(    |\t)') {
            ''
        } else {
            $blankBefore = -not $line.Trim()
            if ($line -match '^\S') { $inList = $line -match '^([-*+]|\d+[.)])\s' }
            if ($line.Contains('`')) { Clear-InlineCode $line } else { $line }
        }
    }
}

function Clear-InlineCode {
    param([string] $Line)
    foreach ($match in [regex]::Matches($Line, '(`+)(?!`).+?(?<!`)\1(?!`)')) {
        $Line = $Line.Remove($match.Index, $match.Length).Insert($match.Index, ' ' * $match.Length)
    }
    $Line
}

# The anchor that a heading gets, without the number for a repeat.
function ConvertTo-Anchor {
    param([string] $Heading)
    $plain = $Heading -replace '!?\[([^\]]*)\]\([^)]*\)', '$1' -replace '[`*]' -replace '<[^>]+>'
    $plain = $plain.Trim().ToLowerInvariant() -replace '[^\p{L}\p{Nd}\p{Mn} _-]'
    $plain.Replace(' ', '-')
}

# All anchors of a text, as the keys of a table.
function Get-MarkdownAnchor {
    param([string] $Text)
    $anchors = @{}
    $inFence = $false
    foreach ($line in $Text.Replace("`r", '').Split("`n")) {
        if ($line -match '^\s*(```|~~~)') { $inFence = -not $inFence }
        if ($inFence -or -not ($line.Contains('#') -or $line.Contains('<'))) { continue }
        foreach ($match in [regex]::Matches($line, '<[^>]*\b(?:id|name)="([^"]+)"')) {
            $anchors[$match.Groups[1].Value] = $true
        }
        if ($line -notmatch '^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$') { continue }
        $base = ConvertTo-Anchor $Matches[1]
        $anchor = $base
        for ($i = 1; $anchors.ContainsKey($anchor); $i++) { $anchor = "$base-$i" }
        $anchors[$anchor] = $true
    }
    $anchors
}

# Links in the lines of a text (Get-MarkdownLine): Target, Line, Column.
# `[text](target)`, images, and the definitions `[name]: target`.
function Get-MarkdownLink {
    param([string[]] $Line)
    for ($i = 0; $i -lt $Line.Count; $i++) {
        if (-not $Line[$i].Contains(']')) { continue }
        foreach ($form in $script:LinkForms) {
            foreach ($match in $form.Matches($Line[$i])) {
                $group = $match.Groups[1]
                if (-not $group.Length) { continue }
                [pscustomobject]@{ Target = $group.Value; Line = $i + 1; Column = $group.Index + 1 }
            }
        }
    }
}

$script:LinkForms = [regex[]] @(
    '\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+"[^"]*")?\s*\)'
    '^\s{0,3}\[[^\]^]+\]:\s+<?([^\s>]+)'
)

# `[text][name]` whose name no line defines.
function Get-UndefinedReference {
    param([string[]] $Line)
    $defined = @{}
    $used = [Collections.Generic.List[object]]::new()
    for ($i = 0; $i -lt $Line.Count; $i++) {
        if (-not $Line[$i].Contains(']')) { continue }
        if ($Line[$i] -match '^\s{0,3}\[([^\]^]+)\]:\s') { $defined[$Matches[1]] = $true }
        foreach ($match in [regex]::Matches($Line[$i], '\[([^\[\]]+)\]\[([^\[\]]*)\]')) {
            $name = if ($match.Groups[2].Length) { $match.Groups[2].Value } else { $match.Groups[1].Value }
            $used.Add([pscustomobject]@{ Name = $name; Line = $i + 1; Column = $match.Index + 1 })
        }
    }
    foreach ($use in $used) {
        if (-not $defined.ContainsKey($use.Name)) { $use }
    }
}
