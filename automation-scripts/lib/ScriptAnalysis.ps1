# The analyzer: reads a script once into its syntax tree and puts the nodes in
# front of the rules in rules/. Needs Findings.ps1.
#
# A rule is registered with Add-Rule: its id, its severity, the kind of node
# that it looks at, and a script block that gets the node and the file. What
# the block returns is a message about the node, or a table with Message and
# Extent where another place is meant. Nothing is good.
#
# A line that ends in `# analyzer: ignore RuleId` is not reported for the rule.

using namespace System.Management.Automation.Language

$script:AnalyzerRules = [Collections.Generic.List[object]]::new()

function Add-Rule {
    param([string] $Id, [string] $Severity, [type] $Node, [scriptblock] $Test)
    # A delegate of .NET's own, so that walking the tree runs no PowerShell.
    $isNode = [Delegate]::CreateDelegate(
        [Func[Ast, bool]], $Node, [type].GetMethod('IsInstanceOfType'))
    $script:AnalyzerRules.Add([pscustomobject]@{
            Id       = $Id
            Severity = $Severity
            Node     = $Node
            IsNode   = $isNode
            Test     = $Test
        })
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

# All nodes of the rule's kind, which several rules may share.
function Get-RuleNode {
    param($File, $Rule)
    $kind = $Rule.Node.Name
    if (-not $File.Nodes.ContainsKey($kind)) {
        $File.Nodes[$kind] = @($File.Ast.FindAll($Rule.IsNode, $true))
    }
    $File.Nodes[$kind]
}

# The line's comment says that a rule is not meant here.
function Get-IgnoredRule {
    param($File)
    $ignored = @{}
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
        foreach ($node in (Get-RuleNode $File $one)) {
            foreach ($answer in (& $one.Test $node $File)) {
                $extent = $node.Extent
                $message = $answer
                if ($answer -is [hashtable]) {
                    $extent = $answer.Extent
                    $message = $answer.Message
                }
                if ($ignored["$($extent.StartLineNumber) $($one.Id)"]) { continue }
                New-ExtentFinding $File.Path $extent $one.Id $message $one.Severity
            }
        }
    }
}

# Shared by rules: all nodes of a kind in a part of the tree.
function Find-Node {
    param([Ast] $Ast, [type] $Kind)
    $isNode = [Delegate]::CreateDelegate(
        [Func[Ast, bool]], $Kind, [type].GetMethod('IsInstanceOfType'))
    $Ast.FindAll($isNode, $true)
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
