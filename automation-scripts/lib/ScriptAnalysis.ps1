# The analyzer: reads a script once into its syntax tree and puts the nodes in
# front of the rules in rules/. Needs Findings.ps1.
#
# A rule is registered with Add-Rule: its id, its severity, the kinds of node
# that it looks at, and a script block that gets these nodes of a file through
# the pipeline, and the file as its argument. It answers with New-Fault for
# each place that is wrong.
#
# A line that ends in `# analyzer: ignore RuleId` is not reported for the rule.

using namespace System.Management.Automation.Language

$script:IsOfKind = @{}
$script:AnalyzerRules = [Collections.Generic.List[object]]::new()

function Add-Rule {
    param([string] $Id, [string] $Severity, [type[]] $Node, [scriptblock] $Test)
    $script:AnalyzerRules.Add([pscustomobject]@{
            Id       = $Id
            Severity = $Severity
            Node     = $Node
            Test     = $Test
        })
}

# What is wrong with a node.
function New-Fault {
    param([Ast] $Node, [string] $Message)
    @{ Extent = $Node.Extent; Message = $Message }
}

function Get-AnalyzerRule { $script:AnalyzerRules }

# A file as the rules see it. `Errors` are those of the parser.
function Read-ScriptFile {
    param([string] $FullPath, [string] $Path)
    $tokens = $null
    $errors = $null
    $text = [IO.File]::ReadAllText($FullPath)
    $ast = [Parser]::ParseInput($text, $FullPath, [ref] $tokens, [ref] $errors)
    [pscustomobject]@{
        Path   = $Path
        Ast    = $ast
        Tokens = $tokens
        Errors = $errors
        Nodes  = @{}
    }
}

# All nodes of a kind in a part of the tree. The delegate is of .NET's own, so
# that walking the tree runs no PowerShell.
function Find-Node {
    param([Ast] $Ast, [type] $Kind)
    if (-not $script:IsOfKind.ContainsKey($Kind)) {
        $script:IsOfKind[$Kind] = [Delegate]::CreateDelegate(
            [Func[Ast, bool]], $Kind, [type].GetMethod('IsInstanceOfType'))
    }
    $Ast.FindAll($script:IsOfKind[$Kind], $true)
}

# The nodes that a rule looks at; several rules may share a kind.
function Get-RuleNode {
    param($File, $Rule)
    foreach ($kind in $Rule.Node) {
        if (-not $File.Nodes.ContainsKey($kind)) {
            $File.Nodes[$kind] = @(Find-Node $File.Ast $kind)
        }
        $File.Nodes[$kind]
    }
}

# The line's comment says that a rule is not meant here.
function Get-IgnoredRule {
    param($File)
    $ignored = @{}
    if (-not $File.Ast.Extent.Text.Contains('analyzer:')) { return $ignored }
    foreach ($token in $File.Tokens) {
        if ($token.Kind -ne 'Comment') { continue }
        if ($token.Text -notmatch '^#\s*analyzer:\s*ignore\s+(\w+)') { continue }
        $ignored["$($token.Extent.StartLineNumber) $($Matches[1])"] = $true
    }
    $ignored
}

function Test-ScriptFile {
    param($File, [object[]] $Rule)
    if ($File.Errors) { return ConvertFrom-ParseError $File.Path $File.Errors }
    $ignored = Get-IgnoredRule $File
    foreach ($one in $Rule) {
        foreach ($fault in (Get-RuleNode $File $one | & $one.Test $File)) {
            $extent = $fault.Extent
            if ($ignored["$($extent.StartLineNumber) $($one.Id)"]) { continue }
            New-ExtentFinding $File.Path $extent $one.Id $fault.Message $one.Severity
        }
    }
}

# The function's block, or the whole script, that a node belongs to. Other
# script blocks run within one of these.
function Get-OwningBlock {
    param([Ast] $Node)
    for ($block = $Node.Parent; $block; $block = $block.Parent) {
        if ($block -isnot [ScriptBlockAst]) { continue }
        if ($null -eq $block.Parent -or $block.Parent -is [FunctionDefinitionAst]) { return $block }
    }
}

# The attribute of a parameter by name, such as 'Parameter', or nothing.
function Find-ParameterAttribute {
    param([ParameterAst] $Parameter, [string] $Name)
    foreach ($attribute in $Parameter.Attributes) {
        if ($attribute -is [AttributeAst] -and $attribute.TypeName.Name -eq $Name) { $attribute }
    }
}

# Whether an attribute's named argument is there and not $false.
function Test-AttributeArgument {
    param([AttributeAst] $Attribute, [string] $Name)
    foreach ($argument in $Attribute.NamedArguments) {
        if ($argument.ArgumentName -eq $Name) {
            return $argument.ExpressionOmitted -or $argument.Argument.Extent.Text -notin '$false', '0'
        }
    }
    $false
}

foreach ($group in 'Commands', 'Flow', 'Parameters', 'Variables') {
    . "$PSScriptRoot/rules/$group.ps1"
}
